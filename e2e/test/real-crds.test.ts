import type { TopicStatus } from '@argus/contracts/topic-status'
import { openApiServer, type ApiServer } from '@argus/informer/api-server'
import { followDefinitions } from '@argus/informer/definitions'
import { discover } from '@argus/informer/discovery'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'
import { createProjector, type Projection } from '@argus/projection/project'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { realServersMissing, startReal, type RealCluster } from '../src/fleet.ts'
import { followKind } from '../src/kinds/follow-kind.ts'
import { openKubeClient, type KubeClient } from '../src/kinds/kube-client.ts'

const suite = realServersMissing === undefined ? describe : describe.skip
const title = realServersMissing === undefined ? '' : ` (skipped: ${realServersMissing})`
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const OPEN = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** What CRDs of public projects do that simple ones do not, on a real API server. */
suite(`definitions as they really are${title}`, () => {
  let server: RealCluster & AsyncDisposable
  let client: KubeClient
  let api: ApiServer
  const never = new AbortController().signal

  beforeAll(async () => {
    server = await startReal('definitions')
    client = openKubeClient(server)
    api = openApiServer({ server: server.url, caData: server.caData, token: server.token })
  }, 90_000)
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]()
    client?.[Symbol.dispose]()
    await server?.[Symbol.asyncDispose]()
  })

  const define = async (definition: Definition): Promise<void> => {
    const body = crdOf(definition)
    await client.need({ method: 'POST', path: CRDS, body })
    const { group, plural } = definition
    await until(
      async () => (await discover(api, { group, resource: plural }, never)).type === 'served',
      {
        what: 'the definition to be served',
        timeoutMs: 20_000,
      },
    )
  }

  /** Follows a resource until it is disposed of, and keeps what is said of it. */
  const statusesOf = (resource: Resource) => {
    const stop = new AbortController()
    const statuses: TopicStatus[] = []
    const ended = (async () => {
      const informer = runInformer<Projection>({
        api,
        resource,
        project: createProjector({ kind: 'Task', namespaced: true, columns: [] }),
        clock: systemClock,
        timing: { streamingListMs: 500, backoff: { firstMs: 100, capMs: 500, resetMs: 60_000 } },
        signal: stop.signal,
      })
      for await (const batch of informer)
        for (const event of batch) if (event.type === 'status') statuses.push(event.status)
    })()
    return {
      statuses,
      async [Symbol.asyncDispose]() {
        stop.abort()
        await ended
      },
    }
  }

  it('the storage version is followed, although it is not the newest', async () => {
    const group = 'old.example.org'
    const versions = [
      { name: 'v1', storage: false },
      { name: 'v1beta1', storage: true },
    ]
    await define({ group, plural: 'grants', kind: 'Grant', versions })
    const path = `/apis/${group}/v1/namespaces/default/grants`
    const body = { apiVersion: `${group}/v1`, kind: 'Grant', metadata: { name: 'one' } }
    await storeServed(client, path, body)
    const { version, rows } = await followKind(api, { group, resource: 'grants' })
    expect([version, [...rows.keys()]]).toEqual(['v1beta1', ['default/one']])
  }, 40_000)

  it('names that collide are told apart by their group, those of Kubernetes itself included', async () => {
    const groups = ['a.example.org', 'b.example.org']
    for (const group of groups) {
      const kind = group.startsWith('a') ? 'NetworkPolicy' : 'Policy'
      await define({ group, plural: 'networkpolicies', kind, shortNames: ['netpol'] })
      const path = `/apis/${group}/v1/namespaces/default/networkpolicies`
      const metadata = { name: `of-${group}` }
      await storeServed(client, path, { apiVersion: `${group}/v1`, kind, metadata })
    }
    for (const group of groups) {
      const { rows } = await followKind(api, { group, resource: 'networkpolicies' })
      expect([...rows.keys()]).toEqual([`default/of-${group}`])
    }
    const builtIn = { group: 'networking.k8s.io', resource: 'networkpolicies' }
    expect((await followKind(api, builtIn)).rows.size).toBe(0)
  }, 40_000)

  it('a kind of the cluster stands beside its namespaced twin', async () => {
    const group = 'twin.example.org'
    await define({ group, plural: 'issuers', kind: 'Issuer' })
    await define({ group, plural: 'clusterissuers', kind: 'ClusterIssuer', scope: 'Cluster' })
    const one = (kind: string) => ({ apiVersion: `${group}/v1`, kind, metadata: { name: 'one' } })
    await storeServed(client, `/apis/${group}/v1/namespaces/default/issuers`, one('Issuer'))
    await storeServed(client, `/apis/${group}/v1/clusterissuers`, one('ClusterIssuer'))
    const keys = async (resource: string) => [
      ...(await followKind(api, { group, resource })).rows.keys(),
    ]
    expect([await keys('issuers'), await keys('clusterissuers')]).toEqual([
      ['default/one'],
      ['/one'],
    ])
  }, 40_000)

  it('a status without a sub-resource counts, a scale sub-resource and selectable fields change nothing, and a spec need not be', async () => {
    const group = 'plain.example.org'
    const selectable = { type: 'object', properties: { size: { type: 'string' } } }
    await define({
      group,
      plural: 'plains',
      kind: 'Plain',
      schema: { spec: selectable, status: OPEN },
      extra: {
        selectableFields: [{ jsonPath: '.spec.size' }],
        subresources: {
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
      },
    })
    await storeServed(client, `/apis/${group}/v1/namespaces/default/plains`, {
      apiVersion: `${group}/v1`,
      kind: 'Plain',
      metadata: { name: 'one' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })
    const { rows } = await followKind(api, { group, resource: 'plains' })
    expect(rows.get('default/one')?.health).toBe('Current')
  }, 40_000)

  it('a conversion webhook that does not answer fails its own resource alone, with its reason', async () => {
    const group = 'converted.example.org'
    const versions = [
      { name: 'v1', storage: true },
      { name: 'v1beta1', storage: false },
    ]
    const clientConfig = { url: 'https://127.0.0.1:1/convert', caBundle: btoa(server.caData) }
    const webhook = { conversionReviewVersions: ['v1'], clientConfig }
    const conversion = { strategy: 'Webhook', webhook }
    await define({ group, plural: 'tasks', kind: 'Task', versions, conversion })
    const body = { apiVersion: `${group}/v1`, kind: 'Task', metadata: { name: 'one' } }
    await storeServed(client, `/apis/${group}/v1/namespaces/default/tasks`, body)
    const stored = await followKind(api, { group, resource: 'tasks' })
    expect([stored.version, [...stored.rows.keys()]]).toEqual(['v1', ['default/one']])

    await using failing = statusesOf({ group, version: 'v1beta1', resource: 'tasks' })
    // What the server says depends on how far it has come: that it failed, or that it waited in vain.
    await until(() => failing.statuses.some(({ reason = '' }) => /webhook|50[04]/.test(reason)), {
      what: 'the reason of the failure',
      timeoutMs: 40_000,
    })
    expect(failing.statuses.map(({ state }) => state)).not.toContain('live')
    expect((await followKind(api, { group, resource: 'tasks' })).rows.size).toBe(1)
  }, 60_000)

  it('definitions are followed by their metadata: a description of hundreds of kilobytes is not sent', async () => {
    const group = 'large.example.org'
    const description = 'words '.repeat(60_000)
    await define({
      group,
      plural: 'larges',
      kind: 'Large',
      schema: { spec: { ...OPEN, description } },
    })
    let bytes = 0
    const counting: ApiServer = {
      ...api,
      async *list(path, options) {
        for await (const part of api.list(path, options)) {
          if (part.type === 'items')
            bytes += part.items.reduce((sum, it) => sum + it.bytes.length, 0)
          yield part
        }
      },
      watch: async (path, options) => {
        const lines = await api.watch(path, options)
        return (async function* () {
          for await (const batch of lines) {
            bytes += batch.reduce((sum, line) => sum + line.length, 0)
            yield batch
          }
        })()
      },
    }
    const stop = new AbortController()
    for await (const events of followDefinitions(counting, {
      clock: systemClock,
      signal: stop.signal,
    }))
      if (events.some(({ resource }) => resource === 'larges')) break
    stop.abort()
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(description.length / 2)
  }, 40_000)
})

type Resource = Parameters<typeof runInformer>[0]['resource']

interface Definition {
  readonly group: string
  readonly plural: string
  readonly kind: string
  readonly scope?: 'Namespaced' | 'Cluster'
  readonly shortNames?: readonly string[]
  readonly versions?: readonly { readonly name: string; readonly storage: boolean }[]
  readonly schema?: Readonly<Record<string, object>>
  readonly extra?: object
  readonly conversion?: object
}

function crdOf({ group, plural, kind, scope = 'Namespaced', ...rest }: Definition): object {
  const { shortNames = [], versions = [{ name: 'v1', storage: true }] } = rest
  const { schema: properties = { spec: OPEN, status: OPEN }, extra, conversion } = rest
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { plural, kind, shortNames },
      versions: versions.map((version) => ({
        ...version,
        served: true,
        schema: { openAPIV3Schema: { type: 'object', properties } },
        ...extra,
      })),
      ...(conversion && { conversion }),
    },
  }
}

/** A definition is established a moment before its objects are taken. */
async function storeServed(client: KubeClient, path: string, body: object): Promise<void> {
  await until(async () => (await client.ask({ method: 'POST', path, body })).status < 300, {
    what: `${path} to take an object`,
    timeoutMs: 20_000,
  })
}
