import type { Grant, Permission } from '@argus/contracts/grant'
import type { Item } from '@argus/contracts/gateway-frame'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { Request, TestClient } from './rig/client.ts'
import { LIST, pages, read, untilListed } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

const CLUSTERS = ['alpha', 'beta', 'gamma'] as const
const NAMESPACES = ['shop', 'bank', 'shopping'] as const
const HEALTHS = ['Current', 'Failed', 'InProgress'] as const
const LABELS = [
  'app=web',
  'app!=web',
  'app in (web,db),tier',
  '!tier',
  'size>3',
  'tier notin (front)',
] as const
const EXPRESSIONS = ['object.spec.replicas > 2', 'has(self.spec.paused)', 'false'] as const
const VERBS = ['get', 'list', 'watch'] as const

/** A request as a subscription and as a read may make it. */
type Asked = Pick<Request, 'namespaces' | 'name' | 'labels' | 'health' | 'cel'> & {
  readonly cluster: string
  readonly shape: 'row' | 'object'
}

describeWithRedis('what a read lists', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
    await rig.cluster(...CLUSTERS)
    for (const [index, cluster] of CLUSTERS.entries()) {
      const hand = await rig.topic(THINGS(cluster))
      const written = NAMESPACES.flatMap((namespace) =>
        ['a', 'b', 'c', 'd'].map((name, at) => ({
          key: `${namespace}/${name}`,
          health: HEALTHS[(at + index) % 3] ?? ('Unknown' as const),
          labels: {
            ...(at % 2 === 0 && { app: at === 0 ? 'web' : 'db' }),
            ...(at > 1 && { tier: 'front' }),
            size: `${at + index}`,
          },
          cells: [cluster, namespace, name],
          object: {
            metadata: { namespace, name },
            spec: { replicas: at + index, ...(at === 3 && { paused: true }) },
          },
        })),
      )
      await hand.write(...written)
    }
    const token = rig.auth.login([everything()]).token()
    const path = LIST.replace('/alpha/', '/*/')
    await untilListed(rig.gateway.url, path, { token, clusters: CLUSTERS })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-15 is what a subscription’s snapshot delivers, for any scope and any filter', async () => {
    const counted = { shown: 0, empty: 0, refused: 0 }
    const property = fc.asyncProperty(grants, requests, async (given, asked) => {
      const login = rig.auth.login(given)
      await using client = await rig.client(login)
      const snapshot = await snapshotOf(client, asked)
      const listed = await listOf(rig, login.token(), asked)
      expect(listed).toEqual(snapshot)
      if (typeof listed === 'string') counted.refused += 1
      else if (listed.items.size === 0) counted.empty += 1
      else counted.shown += 1
    })
    await fc.assert(property, { numRuns: 200 })
    // Or else nothing was compared.
    expect(Math.min(counted.shown, counted.empty, counted.refused)).toBeGreaterThan(0)
  }, 120_000)
})

const permissions: fc.Arbitrary<Permission[]> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant<Permission[]>([{ apiGroup: '*', resource: '*', verb: '*' }]),
  },
  fc
    .subarray([...VERBS])
    .map((verbs) => verbs.map((verb) => ({ apiGroup: 'example.org', resource: 'things', verb }))),
)

const places = fc.oneof(
  fc.constant([null, null] as const),
  fc.constantFrom(...CLUSTERS).map((cluster) => [cluster, null] as const),
  fc.tuple(fc.constantFrom(...CLUSTERS), fc.constantFrom(...NAMESPACES)),
)

const grants: fc.Arbitrary<Grant[]> = fc.array(
  fc.tuple(places, permissions).map(([[cluster, namespace], permitted]) => ({
    ...everything(cluster, namespace),
    permissions: permitted,
  })),
  { minLength: 1, maxLength: 3 },
)

const requests: fc.Arbitrary<Asked> = fc.record(
  {
    cluster: fc.constantFrom('*', ...CLUSTERS, 'nowhere'),
    shape: fc.constantFrom('row', 'object'),
    namespaces: fc.subarray([...NAMESPACES, 'none'], { minLength: 1 }),
    name: fc.constantFrom('a', 'b', 'd', 'none'),
    labels: fc.constantFrom(...LABELS),
    health: fc.subarray([...HEALTHS], { minLength: 1 }),
    cel: fc.constantFrom(...EXPRESSIONS),
  },
  { requiredKeys: ['cluster', 'shape'] },
)

/** Items by cluster and Key, and the Position of each cluster; or why there is no answer. */
type Shown =
  | { readonly items: ReadonlyMap<string, Item>; readonly at: ReadonlyMap<string, string> }
  | string

async function snapshotOf(client: TestClient, { cluster, ...filter }: Asked): Promise<Shown> {
  const topic = { cluster, group: 'example.org', resource: 'things' }
  client.say({ type: 'subscribe', id: 's', topic, ...filter })
  await until(() => client.of('refused').length + client.of('subscribed').length > 0, {
    what: 'an answer',
  })
  const [refused] = client.of('refused')
  if (refused !== undefined) return refused.code
  const synced = () => client.model.viewsOf('s').every((view) => view.synced > 0)
  await until(synced, { what: 'the snapshot' })
  expect(client.model.faults).toEqual([])
  const at = client.model.viewsOf('s').map(({ header, at: position = '' }) => {
    return [header.topic.cluster, position] as const
  })
  return { items: client.model.items, at: new Map(at) }
}

async function listOf(rig: Rig, token: string, asked: Asked): Promise<Shown> {
  const { cluster, namespaces = [], health = [], ...rest } = asked
  const query = new URLSearchParams({ limit: '5' })
  for (const [field, value] of Object.entries(rest))
    if (value !== undefined) query.append(field, value)
  for (const namespace of namespaces) query.append('namespace', namespace)
  for (const each of health) query.append('health', each)
  const path = `/api/resources/${cluster}/example.org/-/things?${query.toString()}`
  const first = await read(rig.gateway.url, path, { token })
  if (first.status !== 200) return String(JSON.parse(first.text).code)
  const all = await pages(rig.gateway.url, path, { token })
  expect(all.map(({ consistent }) => consistent)).toEqual(all.map(() => true))
  const items = all.flatMap((page) =>
    page.items.map(({ cluster: of, ...item }) => [`${of}:${item.key}`, item] as const),
  )
  expect(new Set(items.map(([key]) => key)).size).toBe(items.length)
  const at = all.flatMap(({ topics }) =>
    topics.map(({ topic, at: position = '' }) => [topic.cluster, position] as const),
  )
  return { items: new Map(items), at: new Map(at) }
}
