import type { Count, GatewayFrame } from '@argus/contracts/gateway-frame'
import type { Grant } from '@argus/contracts/grant'
import { health, type Health } from '@argus/contracts/row'
import { seeded } from '@argus/testkit/seeded'
import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import type { Request, TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const CLUSTERS = ['alpha', 'beta'] as const
const NAMESPACES = ['shop', 'bank', 'shopping'] as const
const TEAMS = ['red', 'blue'] as const

interface Thing {
  readonly cluster: string
  readonly kind: string
  readonly namespace: string
  readonly health: Health
  readonly team: string
}

/** Everything there is, as a test that knows nothing of the gateway holds it, by place. */
type World = Map<string, Thing>

/** What somebody may see, in words of its own: cluster, namespace and kind; `*` for all. */
type Rights = readonly (readonly [cluster: string, namespace: string, kind: string])[]

/** Requests, and beside each which things it is about. */
const REQUESTS: readonly (Request & { readonly about: (thing: Thing) => boolean })[] = [
  { id: 'all', shape: 'count', topic: topicOf('*', '*'), about: () => true },
  {
    id: 'shop',
    shape: 'count',
    topic: topicOf('alpha', '*'),
    namespaces: ['shop'],
    about: ({ cluster, namespace }) => cluster === 'alpha' && namespace === 'shop',
  },
  {
    id: 'red',
    shape: 'count',
    topic: topicOf('*', 'things'),
    labels: 'team=red',
    about: ({ kind, team }) => kind === 'things' && team === 'red',
  },
  {
    id: 'failing',
    shape: 'row',
    topic: { cluster: '*', group: '*', resource: '*' },
    health: ['Failed', 'Unknown'],
    about: (thing) => thing.health === 'Failed' || thing.health === 'Unknown',
  },
]

function topicOf(cluster: string, resource: string): Request['topic'] {
  return { cluster, group: 'example.org', resource }
}

describeWithRedis('counts over random changes', () => {
  it.each([1, 2])(
    'G-18 totals are what the reader may list, while rights, kinds and clusters change (seed %i)',
    async (seed) => {
      await using arena = await openArena(seed)
      const { rig, random } = arena
      let rights: Rights = [['alpha', 'shop', '*']]
      const login = rig.auth.login(grantsOf(rights))
      const client = await follow(rig, login)
      for (let round = 0; round < 24; round += 1) {
        rights = RIGHTS[Math.floor(random() * RIGHTS.length)] ?? []
        const regrant = rig.auth.regrant(login.userId, grantsOf(rights))
        await Promise.all([arena.change(40), regrant])
        if (round === 8) await arena.open('alpha', 'gadgets')
        if (round === 12) await arena.open('gamma', 'things')
        if (round === 16) await arena.startEpochs()
        await agree(client, arena.world, rights)
      }
      expect(client.model.faults).toEqual([])
      expect(client.of('refused').length).toBe(0)
      expect(client.of('view_added').length).toBeGreaterThan(10)
    },
    60_000,
  )

  it('G-18 nothing outside the scope is in a count, not even that it changed', async () => {
    await using arena = await openArena(3)
    const { rig } = arena
    const login = rig.auth.login(grantsOf([['alpha', 'shop', '*']]))
    const client = await follow(rig, login)
    const touched = new Map<string, number>()
    for (let round = 0; round < 10; round += 1) {
      await arena.change(50, ({ before, after }) => {
        const places = new Set(
          [before, after].flatMap((it) => (it && seen(it) ? [placeOf(it)] : [])),
        )
        for (const place of places) touched.set(place, (touched.get(place) ?? 0) + 1)
      })
      await agree(client, arena.world, [['alpha', 'shop', '*']])
    }
    const told = () => changesIn(client, 'all')
    await until(() => equal(told(), touched), { what: 'the changes' }).catch(() =>
      expect(told()).toEqual(touched),
    )
    const places = client.of('counts').flatMap(({ counts }) => counts)
    expect(places.length).toBeGreaterThan(20)
    expect(places.filter(({ namespace }) => namespace !== 'shop')).toEqual([])
    expect(client.model.faults).toEqual([])
  }, 60_000)
})

const RIGHTS: readonly Rights[] = [
  [],
  [['alpha', 'shop', '*']],
  [
    ['alpha', 'bank', '*'],
    ['alpha', 'shop', 'things'],
  ],
  [['alpha', '*', 'gadgets']],
  [['*', '*', 'nodes']],
  [
    ['beta', '*', '*'],
    ['gamma', 'bank', '*'],
  ],
  [['*', '*', '*']],
]

function grantsOf(rights: Rights): Grant[] {
  const given = (name: string) => (name === '*' ? null : name)
  const grants = rights.map(([cluster, namespace, resource]) => ({
    ...everything(given(cluster), given(namespace)),
    permissions: [{ apiGroup: 'example.org', resource, verb: '*' as const }],
  }))
  // Something that shows nothing: else a subscription to one cluster would end with the rights in it.
  const beside = [{ apiGroup: 'beside.org', resource: '*', verb: 'list' as const }]
  return [...grants, { ...everything('alpha'), permissions: beside }]
}

interface Written {
  readonly before: Thing | undefined
  readonly after: Thing | undefined
}

interface Arena extends AsyncDisposable {
  readonly rig: Rig
  readonly world: World
  readonly random: () => number
  open(cluster: string, kind: string): Promise<void>
  change(count: number, onChange?: (written: Written) => void): Promise<void>
  startEpochs(): Promise<void>
}

async function openArena(seed: number): Promise<Arena> {
  const rig = await startRig()
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const world: World = new Map()
  const hands: TopicHand[] = []
  const open = async (cluster: string, kind: string): Promise<void> => {
    await rig.cluster(cluster)
    const topic = { cluster, group: 'example.org', version: 'v1', resource: kind }
    hands.push(await rig.topic(topic, { namespaced: kind !== 'nodes' }))
  }
  for (const cluster of CLUSTERS) for (const kind of ['things', 'nodes']) await open(cluster, kind)
  return {
    rig,
    world,
    random,
    open,
    async change(count, onChange) {
      for (let index = 0; index < count; index += 1) {
        const hand = pick(hands)
        if (hand === undefined) continue
        const { cluster, resource: kind } = hand.topic
        const namespace = kind === 'nodes' ? '' : (pick(NAMESPACES) ?? '')
        const key = `${namespace}/n${Math.floor(random() * 6)}`
        const place = `${cluster}:${kind}:${key}`
        const before = world.get(place)
        const team = pick(TEAMS) ?? 'red'
        const now = pick(health.options) ?? 'Unknown'
        const after = random() < 0.3 ? undefined : { cluster, kind, namespace, health: now, team }
        if (after === undefined) world.delete(place)
        else world.set(place, after)
        onChange?.({ before, after })
        await hand.write(after === undefined ? key : { key, labels: { team }, health: now })
      }
    },
    async startEpochs() {
      for (const hand of hands) await hand.startEpoch()
    },
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  }
}

async function follow(rig: Rig, login: Parameters<Rig['client']>[0]): Promise<TestClient> {
  const client = await rig.client(login)
  for (const { about: _, ...request } of REQUESTS) await client.subscribe(request)
  return client
}

/** Waits until every subscription of a client shows exactly what an oracle permits. */
async function agree(client: TestClient, world: World, rights: Rights): Promise<void> {
  const wanted = REQUESTS.map(({ about }) => permitted(world, rights).filter(about)).map(totals)
  const shown = () => REQUESTS.map(({ id }) => held(client, id))
  const same = () => shown().every((text, index) => text === wanted[index])
  await until(same, { what: 'agreement' }).catch(() => expect(shown()).toEqual(wanted))
}

function permitted(world: World, rights: Rights): readonly Thing[] {
  return [...world.values()].filter((thing) =>
    rights.some(
      ([cluster, namespace, kind]) =>
        (cluster === '*' || cluster === thing.cluster) &&
        (namespace === '*' || (thing.namespace !== '' && namespace === thing.namespace)) &&
        (kind === '*' || kind === thing.kind),
    ),
  )
}

function totals(things: readonly Thing[]): string {
  const lines = Map.groupBy(things, placeOf)
    .entries()
    .map(([place, { length }]) => `${place} ${length}`)
  return [...lines].toSorted().join('\n')
}

/** What a client shows under a subscription, as totals: counts as they are told, or rows counted. */
function held(client: TestClient, id: string): string {
  const lines = client.model.viewsOf(id).flatMap(({ header, items, counts }) => {
    const { cluster, resource: kind } = header.topic
    const told = [...counts.values()].map(
      ({ namespace = '', ...rest }) =>
        `${placeOf({ cluster, kind, namespace, ...rest })} ${rest.count}`,
    )
    const rows = [...items.values()].map(({ key, health: now }) => ({
      cluster,
      kind,
      namespace: key.split('/')[0] ?? '',
      health: now,
      team: '',
    }))
    return [...told, ...totals(rows).split('\n')].filter((line) => line !== '')
  })
  return lines.toSorted().join('\n')
}

/** By how much the changes of each place grew since they were first told. */
function changesIn(client: TestClient, id: string): ReadonlyMap<string, number> {
  const grown = new Map<string, number>()
  const held = new Map<string, Count>()
  const headers = new Map(client.model.viewsOf(id).map(({ header }) => [header.view, header]))
  for (const frame of client.frames.filter(isCounts)) {
    const topic = headers.get(frame.view)?.topic
    if (topic === undefined) continue
    for (const { namespace = '', ...told } of frame.counts) {
      const place = placeOf({ cluster: topic.cluster, kind: topic.resource, namespace, ...told })
      const by = told.changes - (held.get(place)?.changes ?? 0)
      if (frame.first === undefined) grown.set(place, (grown.get(place) ?? 0) + by)
      if (told.count === 0) held.delete(place)
      else held.set(place, told)
    }
  }
  return grown
}

function isCounts(frame: GatewayFrame): frame is Extract<GatewayFrame, { type: 'counts' }> {
  return frame.type === 'counts'
}

function seen({ cluster, namespace }: Thing): boolean {
  return cluster === 'alpha' && namespace === 'shop'
}

function placeOf(thing: Pick<Thing, 'cluster' | 'kind' | 'namespace' | 'health'>): string {
  return `${thing.cluster}:${thing.kind}:${thing.namespace} ${thing.health}`
}

function equal(some: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): boolean {
  return some.size === others.size && [...some].every(([key, value]) => others.get(key) === value)
}
