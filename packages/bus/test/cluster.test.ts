import { randomBytes } from 'node:crypto'

import { findRedisServer } from '@argus/testkit/redis'
import { startRedisCluster, type TestRedisCluster } from '@argus/testkit/redis-cluster'
import { until } from '@argus/testkit/until'
import type { Topic } from '@argus/contracts/topic'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { openTopicLogReader, type Catalog } from '../src/follow.ts'
import { followNotices, openNoticePublisher, type NoticeSignal } from '../src/notices.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { followRegistry, openRegistryAnnouncer } from '../src/registry.ts'
import { topicKeys } from '../src/topic-keys.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { LIVE, Owner, position, remove, shape, topic, upsert } from './topic.ts'
import { USERS } from './users.ts'

/** Enough that each master has some. */
const TOPICS: readonly Topic[] = Array.from({ length: 12 }, (_, i) => ({
  ...topic,
  resource: `kind${i}`,
}))
const pods = { version: 'v1', namespaced: true, kind: 'Pod', shortNames: [], followed: true }
const podsOfProd = { cluster: 'prod', group: 'core', resource: 'pods' }
const PASSWORD = 'p@ss:word/1'

const missing = findRedisServer() === undefined
const group = missing ? describe.skip : describe
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''

group(`on a Redis Cluster of three masters and three replicas${reason}`, () => {
  let cluster: TestRedisCluster
  let url: string
  beforeAll(async () => {
    cluster = await startRedisCluster({
      settings: { requirepass: PASSWORD, masterauth: PASSWORD },
      password: PASSWORD,
    })
    const hosts = cluster.nodes.slice(0, 2).map(({ port }) => `127.0.0.1:${port}`)
    url = `redis-cluster://default:${encodeURIComponent(PASSWORD)}@${hosts.join(',')}`
  }, 60_000)
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]()
  })

  test('everything works that works on one server, and is announced in its shard alone', async () => {
    await using world = await openWorld(url)
    const { writer, reader, copies, owners } = world
    for (const [i, owner] of owners.entries()) {
      await owner.publish(upsert('/a'), upsert('/b'), remove('/b'))
      await inStep(copies[i]!, owner.position)
      await owner.publish(upsert('/c'))
      await inStep(copies[i]!, owner.position)
    }
    const masters = await Promise.all(
      TOPICS.map((it) => cluster.masterOf(topicKeys(world.prefix, it).meta)),
    )
    expect(new Set(masters).size).toBe(3)
    for (const [i, copy] of copies.entries()) {
      expect(copy.of('batch').length).toBeGreaterThan(0)
      expect(copy.of('hole')).toEqual([])
      const { channel } = topicKeys(world.prefix, TOPICS[i]!)
      expect(await cluster.ask(masters[i]!, 'PUBSUB', 'SHARDNUMSUB', channel)).toEqual([channel, 1])
    }
    const [owner] = owners
    if (owner === undefined) throw new Error('nobody')
    await writer.setShape(owner.lease, shape)
    await until(() => copies[0]?.shape, { what: 'the shape' })
    expect(await writer.renew(owner.lease)).toEqual(owner.position)
    expect(await writer.acquire(owner.lease.topic, 'another')).toBeUndefined()
    const many = Array.from({ length: 300 }, (_, i) => upsert(`/many${i}`))
    await owner.publish(...many)
    await inStep(copies[0]!, owner.position)
    expect((await Array.fromAsync(writer.readIndex(owner.lease.topic))).flat()).toHaveLength(302)
    expect((await reader.readObjects(owner.lease.topic, ['/a', '/many7'])).size).toBe(2)
    const since = { ...owner.position, seq: owner.position.seq - 1 }
    expect((await reader.changedSince(owner.lease.topic, since))?.records).toHaveLength(1)
    await writer.heartbeat('b')
    await writer.heartbeat('a')
    expect(await writer.replicas()).toEqual(['a', 'b'])
    await writer.retire('a')
    expect(await writer.replicas()).toEqual(['b'])
    await reader.want([podsOfProd])
    expect(await writer.readWanted(Date.now())).toEqual([podsOfProd])
    await writer.release(owner.lease)
    expect(await writer.acquire(owner.lease.topic, 'another')).toBeDefined()
    expect(world.faults).toEqual([])
  })

  test('the directory, notices and the registry are told as they change', async () => {
    await using world = await openWorld(url)
    const { writer, catalogs, heard } = world
    await writer.putCluster('prod', { name: 'prod', labels: {}, state: 'live' })
    await writer.putResource(podsOfProd, pods)
    await until(() => catalogs.at(-1)?.resources.size === 1, { what: 'the resource' })
    await writer.removeResource(podsOfProd)
    await until(() => catalogs.at(-1)?.resources.size === 0, { what: 'its end' })
    await writer.removeCluster('prod')
    await until(() => catalogs.at(-1)?.clusters.size === 0, { what: 'the end of the cluster' })
    await until(() => heard.length === 2, { what: 'both to listen' })
    await using publisher = await openNoticePublisher(url, world)
    await using announcer = await openRegistryAnnouncer(url, world)
    await publisher.publish({ type: 'heartbeat', seq: 1, store: 'up' })
    await announcer.announce()
    await until(() => heard.length === 4, { what: 'a notice and a change' })
    expect(heard).toContainEqual({ type: 'heartbeat', seq: 1, store: 'up' })
  })

  test('watcher, gateway and auth need no more rights than the page gives them', async () => {
    for (const node of cluster.nodes) {
      for (const user of USERS) await cluster.ask(node, 'ACL', 'SETUSER', ...user)
    }
    const as = (service: string) =>
      url.replace(/:\/\/.*@/, `://argus-${service}:change-me-${service}@`)
    const faults: Error[] = []
    const onFault = (error: Error) => faults.push(error)
    const stop = new AbortController()
    await using writer = await openTopicLogWriter({ url: as('watcher'), onFault })
    await using reader = await openTopicLogReader({ url: as('gateway'), onFault })
    await using publisher = await openNoticePublisher(as('auth'))
    await using announcer = await openRegistryAnnouncer(as('watcher'))
    const owner = await Owner.begin(writer)
    const copy = new Copy(reader.follow(topic, stop.signal))
    await inStep(copy, owner.position)
    await owner.publish(upsert('/a'))
    await inStep(copy, owner.position)
    await writer.putCluster('prod', { name: 'prod', labels: {}, state: 'live' })
    const [catalogs, heard]: [Catalog[], (NoticeSignal | 'changed')[]] = [[], []]
    const following = [
      copy.ended(),
      collect(reader.catalog(stop.signal), catalogs),
      collect(followNotices(as('gateway'), stop.signal), heard),
      collect(followRegistry(as('watcher'), stop.signal), heard),
    ]
    await until(() => catalogs.length === 1 && heard.length === 2, { what: 'all to listen' })
    await publisher.publish({ type: 'heartbeat', seq: 1, store: 'up' })
    await announcer.announce()
    await reader.want([podsOfProd])
    await writer.heartbeat('a')
    expect([await writer.replicas(), await writer.readWanted(0)]).toEqual([['a'], [podsOfProd]])
    await until(() => heard.length === 4, { what: 'a notice and a change' })
    await writer.release(owner.lease)
    stop.abort()
    await Promise.all(following)
    expect(faults).toEqual([])
  })

  test('a slot that moves to another node takes its subscribers with it', async () => {
    await using world = await openWorld(url)
    const [owner] = world.owners
    const [copy] = world.copies
    if (owner === undefined || copy === undefined) throw new Error('nobody')
    await owner.publish(upsert('/before'))
    await inStep(copy, owner.position)
    const { meta, channel } = topicKeys(world.prefix, owner.lease.topic)
    const from = await cluster.masterOf(meta)
    const others = await Promise.all(
      TOPICS.map((it) => cluster.masterOf(topicKeys(world.prefix, it).meta)),
    )
    const to = others.find((node) => node !== from)
    if (to === undefined) throw new Error('one node has everything')
    await move(cluster, { key: meta, from, to })
    const listening = () => cluster.ask(to, 'PUBSUB', 'SHARDNUMSUB', channel)
    await until(async () => String(await listening()) === `${channel},1`, { what: 'a new place' })
    await owner.publish(upsert('/after'))
    const told = performance.now()
    await inStep(copy, owner.position)
    expect(performance.now() - told).toBeLessThan(500)
    expect(copy.keys).toEqual(['/after', '/before'])
    await move(cluster, { key: meta, from: to, to: from })
  })

  test('a node that is frozen leaves the Topics of the others as they are', async () => {
    await using world = await openWorld(url)
    const masters = await Promise.all(
      TOPICS.map((it) => cluster.masterOf(topicKeys(world.prefix, it).meta)),
    )
    const [frozen] = masters
    const told = (dead: boolean) =>
      world.copies.filter((_, i) => (masters[i] === frozen) === dead).map((it) => it.of('status'))
    frozen?.pause()
    await until(() => told(true).every(({ length }) => length > 0), { what: 'to be told' })
    expect(told(false).flat()).toEqual([])
    frozen?.resume()
    await cluster.healthy()
    for (const owner of world.owners) await goOn(owner)
    await until(() => world.copies.every(({ status }) => status?.state === 'live'), {
      what: 'Topics that are live',
    })
  }, 30_000)

  test('a master that dies is replaced: its Topics go on, and nothing that was kept is missing', async () => {
    await using world = await openWorld(url)
    const { owners, copies, writer } = world
    for (const [i, owner] of owners.entries()) {
      await owner.publish(upsert('/a'))
      await inStep(copies[i]!, owner.position)
    }
    const masters = await Promise.all(
      TOPICS.map((it) => cluster.masterOf(topicKeys(world.prefix, it).meta)),
    )
    const [dead] = masters
    if (dead === undefined) throw new Error('no master')
    await dead.kill()
    // Those of other masters notice nothing.
    for (const [i, owner] of owners.entries()) {
      if (masters[i] === dead) continue
      await owner.publish(upsert('/meanwhile'))
      await inStep(copies[i]!, owner.position)
      expect(copies[i]?.of('status')).toEqual([])
    }
    for (const [i, before] of owners.entries()) {
      if (masters[i] !== dead) continue
      const owner = await goOn(before)
      await owner.publish(upsert('/after'), remove('/a'))
      await inStep(copies[i]!, owner.position)
      expect(copies[i]?.keys).toEqual(['/after'])
      await owner.publish(upsert('/later'))
      await inStep(copies[i]!, owner.position)
      await until(() => copies[i]?.status?.state === 'live', { what: 'a Topic that is live' })
    }
    const { heard } = world
    const beats = () => heard.filter((it) => it !== 'changed' && it.type === 'heartbeat').length
    const before = beats()
    await using publisher = await openNoticePublisher(url, world)
    await until(
      async () => {
        await publisher.publish({ type: 'heartbeat', seq: 9, store: 'up' })
        return beats() > before
      },
      { what: 'a notice after the fail-over' },
    )
    await writer.heartbeat('c')
    expect(await writer.replicas()).toContain('c')
    await dead.restart()
  }, 60_000)
})

/** Writes on where the Topic stands, or begins anew where that is not what was expected, as a watcher does. */
async function goOn({ log, lease, position: expected }: Owner): Promise<Owner> {
  const found = await until(async () => ({ at: await log.renew(lease) }), { what: 'a new master' })
  if (found.at === undefined) return Owner.begin(log, lease.topic)
  if (JSON.stringify(found.at) === JSON.stringify(expected)) return new Owner(log, lease, expected)
  return new Owner(log, lease, position(await log.startEpoch(lease, LIVE)))
}

async function openWorld(url: string) {
  const prefix = `test-${randomBytes(6).toString('hex')}`
  await using made = new AsyncDisposableStack()
  const faults: Error[] = []
  const onFault = (error: Error) => faults.push(error)
  const stop = new AbortController()
  const writer = made.use(await openTopicLogWriter({ url, prefix, onFault }))
  const reader = made.use(await openTopicLogReader({ url, prefix, onFault }))
  const owners = await Promise.all(TOPICS.map((it) => Owner.begin(writer, it)))
  const copies = TOPICS.map((it) => new Copy(reader.follow(it, stop.signal)))
  const catalogs: Catalog[] = []
  const heard: (NoticeSignal | 'changed')[] = []
  const following = [
    collect(reader.catalog(stop.signal), catalogs),
    collect(followNotices(url, stop.signal, { prefix }), heard),
    collect(followRegistry(url, stop.signal, { prefix }), heard),
    ...copies.map((copy) => copy.ended()),
  ]
  made.defer(async () => {
    stop.abort()
    await Promise.all(following)
  })
  for (const [i, owner] of owners.entries()) await inStep(copies[i]!, owner.position)
  await until(() => heard.length >= 2, { what: 'the bus and the registry' })
  const kept = made.move()
  return {
    prefix,
    writer,
    reader,
    owners,
    copies,
    catalogs,
    heard,
    faults,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function collect<T>(from: AsyncIterable<T>, into: T[]): Promise<void> {
  for await (const it of from) into.push(it)
}

/** Moves the slot of a key with all that is in it, as `redis-cli --cluster reshard` does. */
async function move(
  cluster: TestRedisCluster,
  { key, from, to }: { key: string; from: { port: number }; to: { port: number } },
): Promise<void> {
  const [source, target] = [from, to].map((it) =>
    cluster.nodes.find(({ port }) => port === it.port),
  )
  if (source === undefined || target === undefined) throw new Error('no such nodes')
  const slot = Number(await cluster.ask(source, 'CLUSTER', 'KEYSLOT', key))
  const [sourceId, targetId] = [
    String(await cluster.ask(source, 'CLUSTER', 'MYID')),
    String(await cluster.ask(target, 'CLUSTER', 'MYID')),
  ]
  await cluster.ask(target, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId)
  await cluster.ask(source, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId)
  const keys = await cluster.ask(source, 'CLUSTER', 'GETKEYSINSLOT', slot, 100)
  for (const moved of Array.isArray(keys) ? keys.map(String) : []) {
    const auth = ['AUTH', PASSWORD]
    await cluster.ask(source, 'MIGRATE', '127.0.0.1', target.port, moved, 0, 5_000, ...auth)
  }
  await cluster.ask(target, 'CLUSTER', 'SETSLOT', slot, 'NODE', targetId)
  await cluster.ask(source, 'CLUSTER', 'SETSLOT', slot, 'NODE', targetId)
}
