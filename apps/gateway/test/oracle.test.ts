import type { Grant } from '@argus/contracts/grant'
import { seeded } from '@argus/testkit/seeded'
import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import type { Request, TestClient } from './rig/client.ts'
import type { Login } from './rig/fake-auth.ts'
import { describeWithRedis, everything, startRig, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const CLUSTERS = ['alpha', 'beta', 'gamma'] as const
const NAMESPACES = ['shop', 'bank', 'shopping'] as const
const TEAMS = ['red', 'blue'] as const

/** Everything there is, as a test that knows nothing of the gateway holds it: `cluster:kind:key` → team. */
type World = Map<string, string>

/** What somebody may see, in words of its own: cluster and namespace pairs, `*` for all. */
type Rights = readonly (readonly [cluster: string, namespace: string])[]

const REQUESTS: readonly (Request & {
  readonly kind: 'things' | 'nodes'
  readonly team?: string
})[] = [
  { id: 'one', kind: 'things', topic: topicOf('alpha', 'things') },
  { id: 'all', kind: 'things', topic: topicOf('*', 'things') },
  { id: 'objects', kind: 'things', topic: topicOf('*', 'things'), shape: 'object' },
  { id: 'red', kind: 'things', team: 'red', topic: topicOf('*', 'things'), labels: 'team=red' },
  { id: 'nodes', kind: 'nodes', topic: topicOf('*', 'nodes') },
]

function topicOf(cluster: string, resource: string): Request['topic'] {
  return { cluster, group: 'example.org', resource }
}

describeWithRedis('G-13 over 1,000 random changes', () => {
  it.each([1, 2])(
    'a user of one namespace receives nothing else (seed %i)',
    async (seed) => {
      await using arena = await openArena(seed)
      const { rig, random } = arena
      const login = rig.auth.login(grantsOf([['alpha', 'shop']]))
      let client = await follow(rig, login)
      const all = [client]
      for (let round = 0; round < 20; round += 1) {
        await arena.change(50)
        await askInVain(client, `vain${round}`)
        if (random() < 0.5) {
          // It ends first: what it went on to hear after its Position was named would be taken for a fault.
          await client[Symbol.asyncDispose]()
          client = await resume(rig, login, client)
          all.push(client)
        }
        await agree(client, arena.world, [['alpha', 'shop']])
      }
      for (const { model, frames } of all) {
        expect([...model.named].filter((name) => !name.startsWith('alpha:shop/'))).toEqual([])
        expect(JSON.stringify(frames)).not.toContain('canary')
        expect(model.faults).toEqual([])
      }
      expect(
        all.flatMap(({ frames }) => frames).filter(({ type }) => type === 'refused').length,
      ).toBe(60)
    },
    60_000,
  )

  it('of rights that change all the time, what is seen is what is permitted', async () => {
    await using arena = await openArena(3)
    const { rig, random } = arena
    let rights: Rights = [['alpha', 'shop']]
    const login = rig.auth.login(grantsOf(rights))
    const client = await follow(rig, login, REQUESTS.slice(1))
    for (let round = 0; round < 20; round += 1) {
      rights = RIGHTS[Math.floor(random() * RIGHTS.length)] ?? []
      await Promise.all([arena.change(50), rig.auth.regrant(login.userId, grantsOf(rights))])
      await agree(client, arena.world, rights)
    }
    expect(client.model.faults).toEqual([])
    expect(client.of('moved').length).toBeGreaterThan(5)
  }, 60_000)
})

const RIGHTS: readonly Rights[] = [
  [],
  [['alpha', 'shop']],
  [
    ['alpha', 'bank'],
    ['alpha', 'shop'],
  ],
  [['alpha', '*']],
  [
    ['beta', 'shopping'],
    ['alpha', 'shop'],
  ],
  [
    ['beta', '*'],
    ['gamma', 'bank'],
  ],
  [['*', '*']],
]

function grantsOf(rights: Rights): Grant[] {
  const given = (name: string) => (name === '*' ? null : name)
  return rights.map(([cluster, namespace]) => everything(given(cluster), given(namespace)))
}

interface Arena extends AsyncDisposable {
  readonly rig: Rig
  readonly world: World
  readonly random: () => number
  change(count: number): Promise<void>
}

async function openArena(seed: number): Promise<Arena> {
  const rig = await startRig()
  const random = seeded(seed)
  const pick = <T>(list: readonly [T, ...T[]]): T =>
    list[Math.floor(random() * list.length)] ?? list[0]
  const world: World = new Map()
  await rig.cluster(...CLUSTERS)
  const hands = new Map<string, TopicHand>()
  for (const cluster of CLUSTERS)
    for (const resource of ['things', 'nodes']) {
      const topic = { cluster, group: 'example.org', version: 'v1', resource }
      hands.set(
        `${cluster}:${resource}`,
        await rig.topic(topic, { namespaced: resource === 'things' }),
      )
    }
  return {
    rig,
    world,
    random,
    async change(count) {
      for (let index = 0; index < count; index += 1) {
        const cluster = pick(CLUSTERS)
        const kind = random() < 0.85 ? 'things' : 'nodes'
        const namespace = kind === 'things' ? pick(NAMESPACES) : ''
        const key = `${namespace}/n${Math.floor(random() * 12)}`
        const hand = hands.get(`${cluster}:${kind}`)
        if (random() < 0.3) {
          world.delete(`${cluster}:${kind}:${key}`)
          await hand?.write(key)
          continue
        }
        const team = pick(TEAMS)
        world.set(`${cluster}:${kind}:${key}`, team)
        const mark = cluster === 'alpha' && namespace === 'shop' ? 'fine' : 'canary'
        const object = { metadata: { namespace, name: key.split('/')[1] }, team, mark }
        await hand?.write({ key, labels: { team, mark }, cells: [team, mark], object })
      }
    },
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  }
}

async function follow(rig: Rig, login: Login, requests = REQUESTS): Promise<TestClient> {
  const client = await rig.client(login)
  for (const { kind: _, team: __, ...request } of requests) await client.subscribe(request)
  return client
}

async function resume(rig: Rig, login: Login, before: TestClient): Promise<TestClient> {
  const client = await rig.client(login, { before })
  const subscribed = before.of('subscribed')
  for (const { kind: _, team: __, ...request } of REQUESTS) {
    const views = subscribed.find(({ id }) => id === request.id)?.views ?? []
    const from = views.flatMap(({ view, topic: { cluster, group, resource } }) => {
      const at = before.model.views.get(view)?.at
      return at === undefined ? [] : [[`${cluster}/${group}/${resource}`, at] as const]
    })
    await client.subscribe({ ...request, from: Object.fromEntries(from) })
  }
  return client
}

/** Asks for what must be refused without telling anything, and resolves when it is. */
async function askInVain(client: TestClient, id: string): Promise<void> {
  const before = client.of('refused').length
  const ask = (suffix: string, more: object) =>
    client.say({
      type: 'subscribe',
      id: `${id}${suffix}`,
      shape: 'row',
      topic: topicOf('alpha', 'things'),
      ...more,
    })
  ask('a', { topic: topicOf('beta', 'things') })
  ask('b', { namespaces: ['bank'] })
  ask('c', { topic: topicOf('alpha', 'nodes') })
  await until(() => client.of('refused').length === before + 3, { what: 'three refusals' })
}

/** Waits until every subscription of a client shows exactly what an oracle permits. */
async function agree(client: TestClient, world: World, rights: Rights): Promise<void> {
  const wanted = REQUESTS.map((request) => visible(world, rights, request))
  const shown = () => REQUESTS.map(({ id }) => held(client, id))
  const asked = client.of('subscribed').map(({ id }) => id)
  const same = () =>
    REQUESTS.every(({ id }, index) => !asked.includes(id) || shown()[index] === wanted[index])
  await until(same, { what: 'agreement' }).catch(() => expect(shown()).toEqual(wanted))
}

function visible(world: World, rights: Rights, request: (typeof REQUESTS)[number]): string {
  const lines = [...world].flatMap(([place, team]) => {
    const [cluster = '', kind = '', key = ''] = place.split(':')
    const [namespace = ''] = key.split('/')
    const permitted = rights.some(
      ([inCluster, inNamespace]) =>
        (inCluster === '*' || inCluster === cluster) &&
        (inNamespace === '*' || (namespace !== '' && inNamespace === namespace)),
    )
    const asked = request.topic.cluster === '*' || request.topic.cluster === cluster
    const matching = request.team === undefined || request.team === team
    return permitted && asked && matching && kind === request.kind
      ? [`${cluster}:${key} ${team}`]
      : []
  })
  return lines.toSorted().join('\n')
}

function held(client: TestClient, id: string): string {
  const lines = [...client.model.viewsOf(id)].flatMap(({ header, items }) =>
    [...items.values()].map(({ key, cells, object }) => {
      const team = object === undefined ? cells[0] : object['team']
      return `${header.topic.cluster}:${key} ${String(team)}`
    }),
  )
  return lines.toSorted().join('\n')
}
