import { topicMessageSchema, type TopicMessage } from '@argus/contracts/record'
import { resourceKey, topicKey, UNSERVED_VERSION, type Topic } from '@argus/contracts/topic'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { ownerOf } from '../src/topic/assignment.ts'
import { custom, definition, RESOURCES } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

const topics = ['east', 'west'].flatMap((cluster) =>
  RESOURCES.map(({ group, resource }): Topic => ({ cluster, group, version: 'v1', resource })),
)

let stand: Stand
let clusters: readonly FakeApiServer[]

beforeEach(async () => {
  stand = await startStand()
  clusters = [await stand.addCluster('east'), await stand.addCluster('west')]
  for (const cluster of clusters)
    for (const { resource } of RESOURCES) cluster.store.apply(custom(resource, 'first'))
  await stand.follow(...clusters)
})
afterEach(async () => stand[Symbol.asyncDispose]())

/** Who holds which Topics: the holder is written first in a Lease. */
async function holders(): Promise<ReadonlyMap<string, readonly Topic[]>> {
  const held = await Promise.all(
    topics.map(async (topic) => ({ topic, holder: (await stand.holder(topic))?.split(' ')[0] })),
  )
  const known = held.flatMap(({ topic, holder }) =>
    holder === undefined ? [] : [{ topic, holder }],
  )
  const groups = Map.groupBy(known, ({ holder }) => holder)
  return new Map([...groups].map(([holder, of]) => [holder, of.map(({ topic }) => topic)]))
}

async function areHeldBy(...replicas: readonly string[]): Promise<void> {
  await until(
    async () => {
      const held = await holders()
      const number = [...held.values()].reduce((sum, { length }) => sum + length, 0)
      return number === topics.length && [...held.keys()].toSorted().join() === replicas.join()
    },
    { what: `all Topics to be held by ${replicas.join(' and ')}`, timeoutMs: 20_000 },
  )
}

/** Each Topic is held by the replica to which it falls. */
async function areSharedBy(replicas: readonly string[]): Promise<void> {
  await until(
    async () => {
      const held = await holderOf()
      return topics.every((it) => held.get(topicKey(it)) === ownerOf(resourceKey(it), replicas))
    },
    { what: `the Topics to be shared by ${replicas.join(' and ')}`, timeoutMs: 20_000 },
  )
}

async function holderOf(): Promise<ReadonlyMap<string, string>> {
  const held = await holders()
  return new Map([...held].flatMap(([name, of]) => of.map((it) => [topicKey(it), name])))
}

async function converged(): Promise<void> {
  await until(
    async () => {
      for (const topic of topics) {
        const { store } = clusters[topic.cluster === 'east' ? 0 : 1]!
        const there = store.objects.list(`${topic.group}/${topic.resource}`)
        const rows = await stand.rows(topic)
        const equal = there.every(({ metadata: { namespace = '', name, resourceVersion } }) => {
          return rows.get(`${namespace}/${name}`)?.resourceVersion === resourceVersion
        })
        if (!equal || rows.size !== there.length) return false
        if ((await stand.meta(topic))['state'] !== 'live') return false
      }
      return true
    },
    { what: 'the topic log to equal the clusters', timeoutMs: 20_000 },
  )
}

/** One change of every resource on every cluster, every 50 ms. */
function keepChanging(): Disposable {
  let turn = 0
  const timer = setInterval(() => {
    turn += 1
    for (const { store } of clusters)
      for (const { resource } of RESOURCES)
        store.apply(custom(resource, `object-${turn % 7}`, { spec: { turn } }))
  }, 50)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** What every Topic announces, from now on. */
async function listen(): Promise<{ heard: ReadonlyMap<string, TopicMessage[]> } & Disposable> {
  const connection = stand.raw.duplicate()
  const heard = new Map(topics.map((topic) => [topicKey(topic), [] as TopicMessage[]]))
  const channels = topics.map((topic) => `argus:{${topicKey(topic)}}`)
  await connection.subscribe(...channels)
  connection.on('message', (channel: string, text: string) => {
    heard.get(channel.slice('argus:{'.length, -1))?.push(topicMessageSchema.parse(JSON.parse(text)))
  })
  return { heard, [Symbol.dispose]: () => connection.disconnect() }
}

/** No gap in the numbers, no other epoch, and no object older than it was announced before. */
function expectContinuity(heard: ReadonlyMap<string, readonly TopicMessage[]>): void {
  for (const [topic, messages] of heard) {
    expect({ topic, epochs: messages.filter(({ type }) => type === 'epoch') }).toEqual({
      topic,
      epochs: [],
    })
    const batches = messages.filter((message) => message.type === 'batch')
    const breaks = batches.filter(({ prev }, i) => i > 0 && prev !== batches[i - 1]?.at)
    expect({ topic, breaks }).toEqual({ topic, breaks: [] })
    const newest = new Map<string, number>()
    for (const record of batches.flatMap(({ records }) => records)) {
      if (!('resourceVersion' in record)) continue
      const version = Number(record.resourceVersion)
      expect(version).toBeGreaterThan(newest.get(record.key) ?? 0)
      newest.set(record.key, version)
    }
  }
}

const batchesIn = (heard: ReadonlyMap<string, readonly TopicMessage[]>): number =>
  [...heard.values()].flat().filter(({ type }) => type === 'batch').length

const statesIn = (heard: ReadonlyMap<string, readonly TopicMessage[]>): readonly string[] =>
  [...heard.values()]
    .flat()
    .flatMap((message) => (message.type === 'status' ? [message.status.state] : []))

describe('two replicas', () => {
  test('share the Topics, and take over without a trace from one that stops', async () => {
    stand.spawn('one')
    await areHeldBy('one')
    await converged()
    using changing = keepChanging()
    using ears = await listen()
    const two = stand.spawn('two')
    const share = topics.filter((it) => ownerOf(resourceKey(it), ['one', 'two']) === 'two')
    expect(share.length).toBeGreaterThanOrEqual(3)
    await until(async () => (await holders()).get('two')?.length === share.length, {
      what: 'the second replica to have its share',
      timeoutMs: 20_000,
    })
    two.kill('SIGTERM')
    await areHeldBy('one')
    changing[Symbol.dispose]()
    await converged()
    expectContinuity(ears.heard)
    expect(statesIn(ears.heard)).toEqual([])
  })

  test('I9: take over from one that is killed, when its Leases lapse', async () => {
    const one = stand.spawn('one')
    stand.spawn('two')
    await areHeldBy('one', 'two')
    await converged()
    using changing = keepChanging()
    using ears = await listen()
    one.kill('SIGKILL')
    const killedAt = Date.now()
    await areHeldBy('two')
    // The life of a Lease, and two seconds.
    expect(Date.now() - killedAt).toBeLessThan(8_000)
    changing[Symbol.dispose]()
    await converged()
    expectContinuity(ears.heard)
  })

  test('I8: let nothing through that one writes late, which was frozen for longer than its Leases', async () => {
    const one = stand.spawn('one')
    stand.spawn('two')
    await areHeldBy('one', 'two')
    await converged()
    using changing = keepChanging()
    using ears = await listen()
    one.kill('SIGSTOP')
    await areHeldBy('two')
    // The other one writes for a while: whatever the first has buffered is old now.
    const before = batchesIn(ears.heard)
    await until(() => batchesIn(ears.heard) > before + 500, {
      what: '500 batches of the other one',
    })
    one.kill('SIGCONT')
    await areHeldBy('one', 'two')
    changing[Symbol.dispose]()
    await converged()
    expectContinuity(ears.heard)
  })
})

describe('four replicas', () => {
  const names = ['four', 'one', 'three', 'two']

  test('come and go, and only what they come for and leave behind changes hands', async () => {
    await stand.start('one')
    await areHeldBy('one')
    await converged()
    using changing = keepChanging()
    using ears = await listen()
    const others = await Promise.all(['two', 'three', 'four'].map((name) => stand.start(name)))
    await areSharedBy(names)
    const before = await holderOf()
    await others[0]?.[Symbol.asyncDispose]()
    await areSharedBy(names.filter((name) => name !== 'two'))
    const after = await holderOf()
    for (const [topic, holder] of before) {
      if (holder !== 'two') expect({ topic, holder: after.get(topic) }).toEqual({ topic, holder })
    }
    await Promise.all(others.map((one) => one[Symbol.asyncDispose]()))
    await areHeldBy('one')
    changing[Symbol.dispose]()
    await converged()
    expectContinuity(ears.heard)
    expect(statesIn(ears.heard)).toEqual([])
  }, 40_000)

  test('make four lists of one cluster at once, all together', async () => {
    const north = await stand.addCluster('north', { empty: true })
    await stand.follow(north)
    for (const name of names) await stand.start(name)
    const served = async (state: string): Promise<number> => {
      const metas = await Promise.all(
        RESOURCES.map(({ group, resource }) =>
          stand.meta({ cluster: 'north', group, version: UNSERVED_VERSION, resource }),
        ),
      )
      return metas.filter((meta) => meta['state'] === state).length
    }
    await until(async () => (await served('absent')) === RESOURCES.length, {
      what: 'all resources to be absent',
      timeoutMs: 20_000,
    })
    // One that changed hands while it is listed would be listed twice.
    const unserved = RESOURCES.map(({ group, resource }): Topic => {
      return { cluster: 'north', group, version: UNSERVED_VERSION, resource }
    })
    await until(
      async () => {
        const held = await Promise.all(unserved.map((topic) => stand.holder(topic)))
        return unserved.every(
          (topic, at) => held[at]?.split(' ')[0] === ownerOf(resourceKey(topic), names),
        )
      },
      { what: 'the Topics to be shared by all four', timeoutMs: 20_000 },
    )
    const lists = (): number => north.requests.filter((one) => one.includes('limit=')).length
    const listsBefore = lists()
    const hanging = north.arm({ verb: 'list', effect: { type: 'hang' } })
    for (const { resource } of RESOURCES) north.store.defineCrd(definition(resource))
    await until(
      async () => {
        const entries = await stand.raw.hgetall('argus:catalog')
        return RESOURCES.every(({ group, resource }) =>
          entries[`north/${group}/${resource}`]?.includes('"version":"v1"'),
        )
      },
      { what: 'all resources to wait for their turn' },
    )
    await until(() => lists() - listsBefore >= 4, { what: 'the first lists' })
    expect(lists() - listsBefore).toBe(4)
    hanging[Symbol.dispose]()
    north.disconnect()
    await until(() => lists() - listsBefore >= RESOURCES.length, {
      what: 'all lists',
      timeoutMs: 20_000,
    })
  }, 60_000)
})
