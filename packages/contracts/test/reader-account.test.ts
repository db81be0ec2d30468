import { describe, expect, it } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'

import { readerKubeconfig, readerManifest, readerRole } from '../src/reader-account.ts'

const kind = (group: string, resource: string) => ({
  group,
  resource,
  kind: resource,
  namespaced: true,
})
const PLUGINS = [
  {
    resources: [kind('cert-manager.io', 'clusterissuers'), kind('cert-manager.io', 'certificates')],
  },
  { resources: [kind('monitoring.coreos.com', 'servicemonitors')] },
]

describe('the manifest of a reading account', () => {
  it('names every resource of the plugins, and gives reading alone', () => {
    expect(parse(readerRole(PLUGINS))).toMatchObject({
      kind: 'ClusterRole',
      rules: [
        { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
        { apiGroups: ['cert-manager.io'], resources: ['certificates', 'clusterissuers'] },
        { apiGroups: ['monitoring.coreos.com'], verbs: ['get', 'list', 'watch'] },
      ],
    })
    expect(readerRole(PLUGINS)).not.toContain('*')
  })

  it('writes the core group as Kubernetes does', () => {
    expect(parse(readerRole([{ resources: [kind('core', 'pods')] }]))).toMatchObject({
      rules: [{ apiGroups: [''], resources: ['pods'] }, {}],
    })
  })

  it('is YAML that kubectl takes: a namespace, an account, a role, its binding and a token', () => {
    const documents = [parseAllDocuments(readerManifest(PLUGINS))].flat()
    expect(documents.map((one) => one?.get('kind'))).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'Secret',
    ])
  })

  it('gives what becomes a kubeconfig, with the authority as PEM or in base64', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n'
    const parts = { server: ' https://10.0.0.1:6443\n', token: ' t0ken\n' }
    const [fromPem, packed] = [pem, btoa(pem.trim())].map((authority) =>
      readerKubeconfig({ ...parts, authority }),
    )
    expect(fromPem).toBe(packed)
    expect(parse(fromPem ?? '')).toMatchObject({
      'current-context': 'argus-reader',
      clusters: [{ cluster: { server: 'https://10.0.0.1:6443' } }],
      users: [{ user: { token: 't0ken' } }],
    })
  })
})
