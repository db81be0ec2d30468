import { basename } from 'node:path'

import { builtInPlugins } from '@argus/plugins/built-in'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'

import { CHART, objectsIn, renderText, VALUES } from '../src/chart.ts'
import { programPath } from '../src/programs.ts'
import { outputOf, runProgram } from '../src/run-program.ts'
import { alteredChart } from './altered-chart.ts'
import { refused, startChartServer, type ChartServer } from './api-server.ts'
import type { Kube } from './kube.ts'
import { podsOf } from './pods.ts'
import { suiteOnServer } from './suite.ts'

const named = VALUES.map((path) => [basename(path), path] as const)
const hpa = VALUES.find((path) => path.includes('hpa')) ?? ''
const [byDefault = ''] = VALUES

suiteOnServer('a real API server', () => {
  let server: ChartServer
  let kube: Kube
  beforeAll(async () => {
    server = await startChartServer()
    kube = server.kube
  }, 90_000)
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
  })

  it.each(named)(
    'takes every object of %s, with every field checked',
    async (_, values) => {
      const text = await renderText({ values: [values] })
      expect(objectsIn(text).length).toBeGreaterThan(20)
      expect(await refused(kube, text, 'dry')).toEqual([])
      expect(await refused(kube, text)).toEqual([])
    },
    60_000,
  )

  it('refuses an object with a field that there is not', async () => {
    const text = await renderText({ values: [hpa] })
    const wrong = text.replace('maxUnavailable: 1', 'maxUnavailabel: 1')
    expect(await refused(kube, wrong, 'dry')).toEqual([expect.stringContaining('maxUnavailabel')])
  }, 60_000)

  it('takes the objects of the next version over those of this one, and these again', async () => {
    await using next = await nextVersion()
    const [before, after] = await Promise.all([
      renderText({ values: [hpa] }),
      renderText({ chart: next.path, values: [hpa] }),
    ])
    expect(after).not.toBe(before)
    for (const text of [before, after, before]) expect(await refused(kube, text)).toEqual([])
  }, 60_000)

  it('X-01 lets every pod run where only those that are restricted may', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    await kube.post('/api/v1/namespaces', { metadata: { name: 'restricted', labels } })
    const text = await renderText({ values: [hpa] })
    const pods = podsOf(objectsIn(text))
    expect(pods.map(({ component }) => component).toSorted()).toEqual([
      'auth',
      'gateway',
      'migrations',
      'postgresql',
      'redis',
      'watcher',
      'web',
    ])
    for (const { name, component, spec } of pods) {
      const claim = { name: 'data', emptyDir: {} }
      const whole =
        component === 'postgresql' ? { ...spec, volumes: [...spec.volumes, claim] } : spec
      expect([name, await startPod(kube, whole)]).toEqual([name, 'taken'])
      const [container] = whole.containers
      const loose = { ...container, securityContext: { allowPrivilegeEscalation: true } }
      expect(await startPod(kube, { ...whole, containers: [loose] })).toContain(
        'violates PodSecurity',
      )
    }
  }, 60_000)

  describe('the account of the watcher', () => {
    it('W-07 gets, lists and watches what the plugins show, and may do nothing else with anything', async () => {
      await refused(kube, await renderText({ values: [byDefault] }))
      const plugins = builtInPlugins.flatMap(({ resources }) => resources)
      const shown = plugins.map(({ group, resource }) => `${group}/${resource}`)
      const served = await kube.resources()
      const asked = [
        ...served,
        ...SENSITIVE,
        ...plugins.map(({ group, resource }) => ({ group, name: resource })),
      ]
      const may = new Set<string>()
      for (const { group, name } of asked) {
        const verbs = await Promise.all(
          VERBS.map(async (verb) => [verb, await mayWatcher(kube, { group, name, verb })] as const),
        )
        const allowed = verbs.filter(([, yes]) => yes).map(([verb]) => verb)
        if (allowed.length > 0) may.add(`${group}/${name}: ${allowed.join(' ')}`)
      }
      const expected = [...shown, 'apiextensions.k8s.io/customresourcedefinitions']
      expect([...may].toSorted()).toEqual(
        [
          ...new Set(expected.map((name) => `${name}: get list watch`)),
          // What everybody may: ask what they may.
          'authentication.k8s.io/selfsubjectreviews: create',
          'authorization.k8s.io/selfsubjectaccessreviews: create',
          'authorization.k8s.io/selfsubjectrulesreviews: create',
        ].toSorted(),
      )
    }, 90_000)

    it('W-07 gets what an operator adds, and no more', async () => {
      const account = { group: 'apps', name: 'deployments' }
      expect(await mayWatcher(kube, { ...account, verb: 'list' })).toBe(false)
      const rule =
        'watcher.extraRules[0].resources[0]=deployments,watcher.extraRules[0].apiGroups[0]=apps'
      await refused(kube, await renderText({ values: [byDefault], set: [rule] }))
      expect(await mayWatcher(kube, { ...account, verb: 'list' })).toBe(true)
      expect(await mayWatcher(kube, { ...account, verb: 'patch' })).toBe(false)
      expect(await mayWatcher(kube, { group: '', name: 'secrets', verb: 'list' })).toBe(false)
    }, 60_000)
  })
})

suiteOnServer('helm, with a real API server', () => {
  let server: ChartServer
  beforeAll(async () => (server = await startChartServer()), 90_000)
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
  })

  const helm = (...args: readonly string[]) => [
    '--kubeconfig',
    server.kubeconfig,
    '--namespace',
    'argus',
    ...args,
  ]
  // There is no controller here that would run a Job or make a pod: what is applied is looked at, and nothing is waited for.
  const change = (verb: string, ...args: readonly string[]) =>
    outputOf(
      programPath('helm'),
      helm(verb, 'argus', CHART, '--values', byDefault, '--no-hooks', ...args),
    )
  const secret = async (name: string): Promise<unknown> => {
    const { text } = await server.kube.read(`/api/v1/namespaces/argus/secrets/${name}`)
    return withData.parse(JSON.parse(text)).data
  }
  const secrets = () => Promise.all(['argus', 'argus-redis', 'argus-postgresql'].map(secret))

  it('X-02 makes secrets once: they live through an upgrade and the way back, with what an operator has put beside them', async () => {
    await change('install')
    const previous = { 'auth-previous-key-encryption-keys': 'a2V5' }
    await server.kube.merge('/api/v1/namespaces/argus/secrets/argus', { data: previous })
    const before = await secrets()
    await change('upgrade', '--set', 'gateway.replicas=4')
    expect(await secrets()).toEqual(before)
    expect(before[0]).toMatchObject(previous)
    await outputOf(programPath('helm'), helm('rollback', 'argus', '1', '--no-hooks'))
    expect(await secrets()).toEqual(before)
  }, 120_000)

  it('makes a hook of the migrations once its PostgreSQL is there', async () => {
    const manifest = async (): Promise<string> => {
      await change('upgrade')
      return outputOf(programPath('helm'), helm('get', 'hooks', 'argus'))
    }
    expect(objectsIn(await manifest())).toMatchObject([
      { kind: 'Job', metadata: { name: 'argus-migrations' } },
    ])
  }, 120_000)

  it('leaves nothing but the volume claims, and then makes no secrets for a database that it cannot open', async () => {
    const claim = {
      metadata: { name: 'data-argus-postgresql-0' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }
    await server.kube.post('/api/v1/namespaces/argus/persistentvolumeclaims', claim)
    await outputOf(programPath('helm'), helm('uninstall', 'argus', '--no-hooks'))
    expect(await left(server.kube)).toEqual(['PersistentVolumeClaim data-argus-postgresql-0'])

    const again = await runProgram(
      programPath('helm'),
      helm('install', 'argus', CHART, '--values', byDefault, '--no-hooks'),
    )
    expect(again.code).not.toBe(0)
    expect(again.stderr).toContain('Put the Secrets of that installation back')
  }, 120_000)
})

/** What might be a version later: other images, more pods, another command line, a new port, a variable fewer. */
function nextVersion(): ReturnType<typeof alteredChart> {
  return alteredChart('templates/gateway/deployment.yaml', (text) =>
    text
      .replace('terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: 60')
      .replace(
        '{ name: http, containerPort: 8082 }',
        '{ name: http, containerPort: 8082 }\n            - { name: extra, containerPort: 8083 }',
      )
      .replace('{{ include "argus.image" $own }}', 'argus/gateway:next'),
  )
}

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'impersonate',
  'bind',
  'escalate',
  '*',
]

/** What an account that was taken over would be used for, whether this server serves it or not. */
const SENSITIVE = [
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/log',
  'nodes/proxy',
  'secrets',
  'serviceaccounts/token',
  '*',
  'users',
  'groups',
].map((name) => ({ group: '', name }))

/** Asks for a pod, of which nothing is kept. */
async function startPod(kube: Kube, spec: object): Promise<string> {
  const path = '/api/v1/namespaces/restricted/pods?dryRun=All&fieldValidation=Strict'
  const { status, text } = await kube.post(path, { metadata: { name: 'one' }, spec })
  return status === 201 ? 'taken' : text
}

interface Wish {
  readonly group: string
  readonly name: string
  readonly verb: string
}

const review = z.object({ status: z.object({ allowed: z.boolean() }) })

/** What `kubectl auth can-i --as=system:serviceaccount:argus:argus-watcher` asks, in all namespaces. */
async function mayWatcher(kube: Kube, { group, name, verb }: Wish): Promise<boolean> {
  const [resource, subresource = ''] = name.split('/')
  const spec = {
    user: 'system:serviceaccount:argus:argus-watcher',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:argus', 'system:authenticated'],
    resourceAttributes: { group, resource, subresource, verb },
  }
  const { text } = await kube.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec })
  return review.parse(JSON.parse(text)).status.allowed
}

const withData = z.object({ data: z.record(z.string(), z.string()) })
const objects = z.object({
  kind: z.string(),
  items: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
})

/** What there is of the release: in its namespace, and of cluster roles. */
async function left(kube: Kube): Promise<readonly string[]> {
  const served = (await kube.resources()).filter(({ name }) => !name.includes('/'))
  const found = await Promise.all(
    served.map(async ({ group, version, name, namespaced }) => {
      const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
      const { status, text } = await kube.read(
        namespaced ? `${root}/namespaces/argus/${name}` : `${root}/${name}`,
      )
      if (status !== 200) return []
      const { kind, items } = objects.parse(JSON.parse(text))
      return items.map(({ metadata }) => `${kind.replace(/List$/, '')} ${metadata.name}`)
    }),
  )
  return found
    .flat()
    .filter(
      (one) =>
        /\bargus|-argus-/.test(one) && one !== 'Namespace argus' && !one.startsWith('Event '),
    )
}
