import { ManualClock } from '@argus/testkit/manual-clock'
import { expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { openTopicLogWriter, type OpenTopicLogWriter } from '../src/publish.ts'
import { openTopicLogReader } from '../src/follow.ts'
import { GONE_LIMIT, GONE_MS, LEASE_MS } from '../src/timing.ts'
import { topicKeys } from '../src/topic-keys.ts'
import { onEveryRedis } from './servers.ts'
import { LIVE, Owner, position, remove, shape, topic, upsert } from './topic.ts'

onEveryRedis('the writer', (bench) => {
  test('only one replica holds a Topic, until it gives it up', async () => {
    await using log = await open()
    const lease = await log.acquire(topic, 'a')
    expect(lease).toMatchObject({ topic, replica: 'a' })
    expect(await log.acquire(topic, 'b')).toBeUndefined()
    expect(await log.leaseLeft(topic)).toBeGreaterThan(LEASE_MS - 1_000)
    expect(await log.leaseLeft({ ...topic, version: 'v2' })).toBe(0)
    expect(await log.acquire({ ...topic, version: 'v2' }, 'b')).toBeDefined()
    await log.release(lease!)
    expect(await log.acquire(topic, 'b')).toMatchObject({ replica: 'b' })
  })

  test('a Lease lapses by itself, and lives on for as long again when it is renewed', async () => {
    await using fixture = await raw()
    const { log, redis, keys } = fixture
    const lease = await log.acquire(topic, 'a')
    expect(await redis.pttl(keys.lease)).toBeGreaterThan(LEASE_MS - 1_000)
    await redis.pexpire(keys.lease, 1_000)
    expect(await log.renew(lease!)).toEqual({ epoch: '', seq: 0 })
    expect(await redis.pttl(keys.lease)).toBeGreaterThan(LEASE_MS - 1_000)
    expect(await redis.pttl(keys.lease)).toBeLessThanOrEqual(LEASE_MS)
  })

  test('renewing tells where the Topic stands, and that the Lease is lost', async () => {
    await using fixture = await raw()
    const { log, redis, keys } = fixture
    const owner = await Owner.begin(log)
    await owner.publish(upsert('/a'), upsert('/b'))
    expect(await log.renew(owner.lease)).toEqual(owner.position)
    await redis.del(keys.lease)
    expect(await log.renew(owner.lease)).toBeUndefined()
  })

  test('one that lost its Lease changes nothing and announces nothing, however late it comes', async () => {
    await using fixture = await raw()
    const { log, redis, keys, hear } = fixture
    const late = await Owner.begin(log)
    await late.publish(upsert('/a'))
    await redis.del(keys.lease) // it lapsed while its owner was frozen
    const next = await log.acquire(topic, 'replica-b')
    const before = await stored(redis, keys)
    await hear()
    const batch = { time: 1, changes: [upsert('/late'), remove('/a')] }
    expect(await log.publish(late.lease, late.position, batch)).toEqual({
      type: 'refused',
      why: 'lease',
    })
    expect(await log.startEpoch(late.lease, LIVE)).toEqual({ type: 'refused', why: 'lease' })
    expect(await log.setStatus(late.lease, LIVE)).toEqual({ type: 'refused', why: 'lease' })
    expect(await log.setShape(late.lease, shape)).toEqual({ type: 'refused', why: 'lease' })
    await log.setStats(late.lease, { objects: 9, lag: 9, relists: 9, replica: 'late' })
    await log.release(late.lease)
    expect(await stored(redis, keys)).toEqual(before)
    expect(await log.renew(next!)).toEqual(late.position)
    expect(await hear()).toEqual([])
  })

  test('nobody at all holding it, a write is refused as well', async () => {
    await using fixture = await raw()
    const owner = await Owner.begin(fixture.log)
    await fixture.redis.del(fixture.keys.lease)
    const batch = { time: 1, changes: [upsert('/a')] }
    expect(await fixture.log.publish(owner.lease, owner.position, batch)).toEqual({
      type: 'refused',
      why: 'lease',
    })
  })

  test('a write that expects another place is refused whole', async () => {
    await using fixture = await raw()
    const { log, redis, keys, hear } = fixture
    const owner = await Owner.begin(log)
    await owner.publish(upsert('/a'))
    const before = await stored(redis, keys)
    await hear()
    const { epoch, seq } = owner.position
    for (const wrong of [
      { epoch, seq: seq - 1 },
      { epoch, seq: seq + 1 },
      { epoch: 'another', seq },
    ]) {
      const batch = { time: 1, changes: [upsert('/b')] }
      expect(await log.publish(owner.lease, wrong, batch)).toEqual({
        type: 'refused',
        why: 'position',
      })
    }
    expect(await stored(redis, keys)).toEqual(before)
    expect(await hear()).toEqual([])
  })

  test('each change gets a number; rows, objects and order are written with it, and one message says so', async () => {
    await using fixture = await raw()
    const { log, redis, keys, hear } = fixture
    const owner = await Owner.begin(log)
    const { epoch, seq } = owner.position
    await hear()
    await owner.publish(upsert('ns/a'), remove('ns/b'), upsert('ns/c'))
    expect(owner.position).toEqual({ epoch, seq: seq + 3 })
    expect(await redis.zrange(keys.order, '0', '-1', 'WITHSCORES')).toEqual([
      'ns/a',
      `${seq + 1}`,
      'ns/c',
      `${seq + 3}`,
    ])
    expect(await redis.zrange(keys.gone, '0', '-1', 'WITHSCORES')).toEqual(['ns/b', `${seq + 2}`])
    const [announced, ...others] = await hear()
    expect(others).toEqual([])
    expect(announced).toMatchObject({
      type: 'batch',
      epoch,
      prev: seq,
      at: seq + 3,
      time: 42,
      records: [
        { key: 'ns/a', seq: seq + 1, row: { reason: 'line\u2028separator' } },
        { key: 'ns/b', seq: seq + 2, type: 'DELETED' },
        { key: 'ns/c', seq: seq + 3 },
      ],
    })
  })

  test('a key that comes back is gone no more, beside others that were there all along', async () => {
    await using fixture = await raw()
    const { log, redis, keys } = fixture
    const owner = await Owner.begin(log)
    await owner.publish(upsert('/a'), upsert('/b'), upsert('/c'))
    await owner.publish(remove('/a'), remove('/b'))
    await owner.publish(upsert('/c'))
    expect(await redis.zrange(keys.gone, '0', '-1')).toEqual(['/a', '/b'])
    await owner.publish(upsert('/c'), upsert('/a'))
    expect(await redis.zrange(keys.gone, '0', '-1')).toEqual(['/b'])
  })

  test('a key that its own batch changes twice is announced twice, and stored as it ends', async () => {
    await using fixture = await raw()
    const { log, redis, keys, hear } = fixture
    const owner = await Owner.begin(log)
    await hear()
    await owner.publish(
      upsert('/a', '1'),
      remove('/a'),
      upsert('/a', '2'),
      upsert('/b'),
      remove('/b'),
    )
    expect(await hear()).toMatchObject([{ records: [{}, {}, { resourceVersion: '2' }, {}, {}] }])
    expect(await redis.hkeys(keys.rows)).toEqual(['/a'])
    expect(await redis.zrange(keys.gone, '0', '-1')).toEqual(['/b'])
    expect(await redis.hget(keys.objects, '/a')).toContain('"version":"2"')
  })

  test('objects come back byte for byte, each with its own seq; missing ones are left out', async () => {
    const prefix = bench.prefix()
    await using log = await open(prefix)
    await using reader = await openTopicLogReader({ url: bench.redis.url, prefix })
    const owner = await Owner.begin(log)
    const bytes = Buffer.from([0, 1, 0x20, 0xff, 0xfe, 0x0a, 0x20])
    const { record } = { record: recordOf('/raw') }
    await owner.publish(upsert('/a'), { type: 'upsert', record, object: bytes })
    const objects = await reader.readObjects(topic, ['/raw', '/missing', '/a'])
    expect([...objects.keys()].toSorted()).toEqual(['/a', '/raw'])
    expect(objects.get('/raw')).toEqual({ seq: owner.position.seq, bytes })
    expect(JSON.parse(String(objects.get('/a')?.bytes))).toMatchObject({ text: 'ünïcode \u2028' })
  })

  test('a batch too large for one script is written as several, in order', async () => {
    const prefix = bench.prefix()
    await using log = await open(prefix)
    const owner = await Owner.begin(log)
    const { seq } = owner.position
    await owner.publish(...Array.from({ length: 600 }, (_, i) => upsert(`/n${i}`)))
    expect(owner.position.seq).toBe(seq + 600)
    const index = (await Array.fromAsync(log.readIndex(topic))).flat()
    expect(index).toHaveLength(600)
    expect(index).toContainEqual({ key: '/n599', uid: 'uid-/n599', hash: 'hash-1' })
  })

  test('a new epoch goes on counting, keeps rows, and cannot be caught up with from before', async () => {
    await using fixture = await raw()
    const { log, hear } = fixture
    const owner = await Owner.begin(log)
    expect(owner.position.seq).toBe(1)
    await owner.publish(upsert('/a'), upsert('/b'), remove('/b'))
    const before = owner.position
    await hear()
    await owner.startEpoch()
    expect(owner.position.seq).toBe(before.seq + 1)
    expect(owner.position.epoch).not.toBe(before.epoch)
    expect(await hear()).toEqual([{ type: 'epoch', epoch: owner.position.epoch }])
    expect(await log.readMeta(topic)).toMatchObject({ floor: owner.position.seq, status: LIVE })
    expect((await Array.fromAsync(log.readIndex(topic))).flat()).toHaveLength(1)
  })

  test('status, shape and statistics are kept, and the first two announced', async () => {
    await using fixture = await raw()
    const { log, hear } = fixture
    const owner = await Owner.begin(log)
    await hear()
    const status = { state: 'forbidden', since: 7, reason: 'no right to list' } as const
    const stats = { objects: 3, lag: 12.5, relists: 1, replica: 'replica-a' }
    position(await log.setShape(owner.lease, shape))
    position(await log.setStatus(owner.lease, status))
    await log.setStats(owner.lease, stats)
    expect(await log.readMeta(topic)).toMatchObject({
      position: owner.position,
      status,
      shape,
      stats,
    })
    expect(await hear()).toEqual([
      { type: 'shape', shape },
      { type: 'status', status },
    ])
    position(await log.setStatus(owner.lease, LIVE))
    expect((await log.readMeta(topic))?.status).toEqual(LIVE)
  })

  test('a Topic that nothing was written to has no meta, and takes no status', async () => {
    await using log = await open()
    const lease = await log.acquire(topic, 'a')
    expect(await log.readMeta(topic)).toBeUndefined()
    expect(await log.setStatus(lease!, LIVE)).toEqual({ type: 'refused', why: 'position' })
  })

  test('deletions are remembered for half an hour; then the floor moves up to the newest forgotten one', async () => {
    const clock = new ManualClock()
    await using fixture = await raw(clock)
    const { log, redis, keys } = fixture
    const owner = await Owner.begin(log)
    const floor = async () => (await log.readMeta(topic))?.floor
    const first = await floor()
    await owner.publish(upsert('/a'), upsert('/b'), upsert('/c'), remove('/a'), remove('/b'))
    const forgotten = owner.position.seq
    await clock.advance(GONE_MS - 60_000)
    await owner.publish(remove('/c'))
    expect(await floor()).toBe(first)
    await clock.advance(60_000)
    await owner.publish(upsert('/d'))
    expect(await floor()).toBe(forgotten)
    expect(await redis.zrange(keys.gone, '0', '-1')).toEqual(['/c'])
  })

  test('no more deletions are remembered than the limit; the floor moves up with them', async () => {
    await using fixture = await raw()
    const { log, redis, keys } = fixture
    const owner = await Owner.begin(log)
    const seq = 100_000
    const many = Array.from({ length: GONE_LIMIT }, (_, i) => [seq - GONE_LIMIT + 1 + i, `/x${i}`])
    for (let i = 0; i < many.length; i += 1_000) {
      await redis.zadd(keys.gone, ...many.slice(i, i + 1_000).flat())
    }
    await redis.hset(keys.meta, 'seq', seq)
    owner.position = { ...owner.position, seq }
    await owner.publish(remove('/y'), remove('/z'))
    expect(await redis.zcard(keys.gone)).toBe(GONE_LIMIT)
    expect(await log.readMeta(topic)).toMatchObject({ floor: seq - GONE_LIMIT + 2 })
  })

  function open(prefix = bench.prefix(), clock?: ManualClock): Promise<OpenTopicLogWriter> {
    const { url } = bench.redis
    return openTopicLogWriter(clock === undefined ? { url, prefix } : { url, prefix, clock })
  }

  /** A writer, a client beside it, and a way to take what the Topic's channel has carried so far. */
  async function raw(clock?: ManualClock) {
    const prefix = bench.prefix()
    const log = await open(prefix, clock)
    const keys = topicKeys(prefix, topic)
    const redis = new Redis(bench.redis.url)
    const ear = new Redis(bench.redis.url)
    const heard: unknown[] = []
    ear.on('message', (_, text: string) => heard.push(JSON.parse(text)))
    await ear.subscribe(keys.channel)
    return {
      log,
      redis,
      keys,
      hear: async () => {
        await ear.ping() // Answered after all that was sent before.
        return heard.splice(0)
      },
      async [Symbol.asyncDispose]() {
        redis.disconnect()
        ear.disconnect()
        await log[Symbol.asyncDispose]()
      },
    }
  }
})

/** All that is stored of a Topic but the time that its Lease has left. */
async function stored(redis: Redis, keys: ReturnType<typeof topicKeys>) {
  const [meta, rows, objects, order, gone, lease] = await Promise.all([
    redis.hgetall(keys.meta),
    redis.hgetall(keys.rows),
    redis.hgetall(keys.objects),
    redis.zrange(keys.order, '0', '-1', 'WITHSCORES'),
    redis.zrange(keys.gone, '0', '-1', 'WITHSCORES'),
    redis.get(keys.lease),
  ])
  return { meta, rows, objects, order, gone, lease }
}

function recordOf(key: string) {
  const change = upsert(key)
  if (change.type !== 'upsert') throw new Error('not an upsert')
  return change.record
}
