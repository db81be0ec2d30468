import { describe, expect, test } from '@jest/globals'

import { refusalText } from '../../../src/cluster/given/judge-fields.ts'
import { readArgoCluster } from '../../../src/cluster/given/read-argo-cluster.ts'
import { base64, PEM } from './kubeconfigs.ts'

const secret = (config: unknown, more: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      name: 'prod',
      server: 'https://prod.example.org',
      config: typeof config === 'string' ? config : JSON.stringify(config),
      ...more,
    }),
  )

test('a token and an authority are taken', () => {
  const tlsClientConfig = { insecure: false, caData: base64(PEM.ca), serverName: 'kubernetes' }
  expect(readArgoCluster(secret({ bearerToken: 'secret-token', tlsClientConfig }))).toEqual({
    type: 'accepted',
    connection: {
      server: 'https://prod.example.org',
      token: 'secret-token',
      certificateAuthority: PEM.ca.trim(),
      tlsServerName: 'kubernetes',
    },
  })
})

test('so are a client certificate and its key', () => {
  const tlsClientConfig = { certData: base64(PEM.cert), keyData: base64(PEM.key) }
  expect(readArgoCluster(secret({ tlsClientConfig }))).toMatchObject({
    type: 'accepted',
    connection: { clientCertificate: PEM.cert.trim(), clientKey: PEM.key.trim() },
  })
})

describe('W-02 what would run a program, or trust anybody, is refused by its name', () => {
  const token = { bearerToken: 'secret-token' }
  test.each<[string, ReadonlyMap<string, string>]>([
    ['config.execProviderConfig', secret({ execProviderConfig: { command: 'secret' } })],
    ['config.awsAuthConfig', secret({ awsAuthConfig: { clusterName: 'secret' } })],
    ['config.username', secret({ ...token, username: 'secret' })],
    ['config.password', secret({ ...token, password: 'secret' })],
    ['config.proxyUrl', secret({ ...token, proxyUrl: 'http://secret' })],
    ['config.somethingNew', secret({ ...token, somethingNew: 'secret' })],
    ['config.tlsClientConfig.insecure', secret({ ...token, tlsClientConfig: { insecure: true } })],
    ['config.tlsClientConfig.caFile', secret({ ...token, tlsClientConfig: { caFile: '/secret' } })],
    ['namespaces', secret(token, { namespaces: 'secret' })],
    ['kubeconfig', secret(token, { kubeconfig: 'secret' })],
    ['server', secret(token, { server: 'http://prod' })],
    ['config', secret('{ secret')],
    ['config.bearerToken', secret({})],
  ])('%s', (field, given) => {
    const read = readArgoCluster(given)
    expect(read).toMatchObject({ type: 'refused', refusals: [{ field }] })
    if (read.type === 'refused') expect(refusalText('It', read.refusals)).not.toContain('secret')
  })
})
