import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { DOUBTS } from '../src/standing.ts'
import { CHECK_MS, GONE_MS, LEASE_DOUBT_MS } from '../src/timing.ts'
import { inStep, openLog } from './log.ts'
import { onEveryRedis } from './servers.ts'
import { LIVE, Owner, remove, shape, topic, upsert } from './topic.ts'

onEveryRedis('a follower', (bench) => {
  test('begins with the whole Topic as it stands, then is told each batch as it was published', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'), upsert('/b'), remove('/b'))
    await log.writer.setShape(owner.lease, shape)
    const copy = log.follow()
    await inStep(copy, owner.position)
    expect(copy.events).toMatchObject([
      {
        type: 'snapshot',
        meta: { position: owner.position, status: LIVE, shape },
        records: [{ key: '/a' }],
      },
    ])
    await owner.publish(upsert('/a', '2'), upsert('/c'))
    await owner.publish(remove('/a'))
    await inStep(copy, owner.position)
    expect(copy.versions).toEqual({ '/c': '1' })
    expect(copy.of('batch')).toHaveLength(2)
    expect(copy.of('snapshot')).toHaveLength(1)
    expect(copy.of('hole')).toEqual([])
  })

  test('before anything is published it is told so; then it gets the Topic at once', async () => {
    await using log = await openLog(bench)
    const copy = log.follow()
    await until(() => copy.status, { what: 'a first status' })
    expect(copy.status).toMatchObject({
      state: 'syncing',
      reason: expect.stringContaining('published'),
    })
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'))
    await inStep(copy, owner.position)
    expect(copy.status).toEqual(LIVE)
    expect(copy.keys).toEqual(['/a'])
  })

  test('fills a hole with exactly what changed in it, deletions and keys that came back included', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/kept'), upsert('/gone'), upsert('/back'), upsert('/twice'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    const from = owner.position
    const silent = new Owner(log.silent, owner.lease, owner.position)
    await silent.publish(remove('/gone'), remove('/back'), upsert('/twice', '2'))
    await silent.publish(upsert('/back', '2'), upsert('/twice', '3'), upsert('/short'))
    owner.position = await silent.publish(remove('/short'))
    await owner.publish(upsert('/after'))
    await inStep(copy, owner.position)
    expect(copy.versions).toEqual({ '/kept': '1', '/back': '2', '/twice': '3', '/after': '1' })
    expect(copy.of('hole')).toEqual([{ type: 'hole', from, to: owner.position }])
    expect(copy.of('snapshot')).toHaveLength(1)
    expect(copy.of('batch')).toMatchObject([
      {
        batch: {
          prev: from.seq,
          at: owner.position.seq,
          records: [
            { key: '/gone', type: 'DELETED' },
            { key: '/back' },
            { key: '/twice' },
            { key: '/short', type: 'DELETED' },
            { key: '/after' },
          ],
        },
      },
    ])
  })

  test('finds a lost last message at the next check', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    const silent = new Owner(log.silent, owner.lease, owner.position)
    await silent.publish(remove('/a'), upsert('/b'))
    await log.check()
    await inStep(copy, silent.position)
    expect(copy.keys).toEqual(['/b'])
    expect(copy.of('snapshot')).toHaveLength(1)
  })

  test('subscribes again after its connection was cut, and catches up with what it missed', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'), upsert('/b'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    await log.cut()
    await owner.publish(remove('/a'), upsert('/c'))
    await inStep(copy, owner.position)
    expect(copy.keys).toEqual(['/b', '/c'])
    expect(copy.of('snapshot')).toHaveLength(1)
    await owner.publish(upsert('/d'))
    await inStep(copy, owner.position)
  })

  test('an interruption in which nothing happened is no hole', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const copy = log.follow()
    await inStep(copy, owner.position)
    await log.cut()
    await until(() => log.reader.reachable() === true, { what: 'the connection' })
    await owner.publish(upsert('/a'))
    await inStep(copy, owner.position)
    expect(copy.of('snapshot')).toHaveLength(1)
    expect(copy.of('status')).toEqual([])
  })

  test('reads a new epoch whole, also when nobody heard that it began', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    await owner.startEpoch()
    await inStep(copy, owner.position)
    expect(copy.of('snapshot')).toHaveLength(2)
    const silent = new Owner(log.silent, owner.lease, owner.position)
    await silent.startEpoch()
    await silent.publish(remove('/a'))
    await log.check()
    await inStep(copy, silent.position)
    expect(copy.of('snapshot')).toHaveLength(3)
    expect(copy.keys).toEqual([])
  })

  test('reads all again when what it missed was forgotten', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'), upsert('/b'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    const silent = new Owner(log.silent, owner.lease, owner.position)
    await log.writerClock.advance(60_000)
    await silent.publish(remove('/a'))
    await log.writerClock.advance(GONE_MS)
    owner.position = await silent.publish(upsert('/c'))
    expect((await log.writer.readMeta(topic))?.floor).toBeGreaterThan(copy.position?.seq ?? 0)
    await owner.publish(upsert('/d'))
    await inStep(copy, owner.position)
    expect(copy.keys).toEqual(['/b', '/c', '/d'])
    expect(copy.of('snapshot')).toHaveLength(2)
  })

  test('reads all again when the Topic was set back to an older copy', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'))
    const older = owner.position
    await owner.publish(upsert('/b'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    await log.redis.hset(log.keys.meta, 'seq', older.seq)
    await log.redis.hdel(log.keys.rows, '/b')
    await log.redis.zrem(log.keys.order, '/b')
    await log.check()
    await until(() => copy.of('snapshot').length === 2, { what: 'a second snapshot' })
    expect(copy.position).toEqual(older)
    expect(copy.keys).toEqual(['/a'])
  })

  test('is told status and shape as they are announced, and at the next check where that was lost', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const copy = log.follow()
    await inStep(copy, owner.position)
    const forbidden = { state: 'forbidden', since: 3, reason: 'no right to list' } as const
    await log.writer.setStatus(owner.lease, forbidden)
    await log.writer.setShape(owner.lease, shape)
    await until(() => copy.shape?.hash === shape.hash, { what: 'the shape' })
    expect(copy.status).toEqual(forbidden)
    await log.silent.setStatus(owner.lease, LIVE)
    await log.silent.setShape(owner.lease, { ...shape, hash: 'shape-2' })
    await log.check()
    await until(() => copy.shape?.hash === 'shape-2', { what: 'the new shape' })
    expect(copy.status).toEqual(LIVE)
    expect(copy.of('snapshot')).toHaveLength(1)
  })

  test('calls a Topic stale that nobody holds, and live again when somebody does', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    await log.redis.del(log.keys.lease) // its owner died, and it lapsed
    await log.check()
    await until(() => copy.status?.state === 'stale', { what: 'stale' })
    expect(copy.status).toMatchObject({
      since: log.clock.now(),
      reason: expect.stringContaining('watcher'),
    })
    await log.check()
    await log.writer.acquire(topic, 'replica-b')
    await log.check()
    await until(() => copy.status?.state === 'live', { what: 'live' })
    expect(copy.of('status')).toHaveLength(2)
    expect(copy.keys).toEqual(['/a'])
  })

  test('calls a Topic stale whose owner has missed two renewals, before another may take it', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const copy = log.follow()
    await inStep(copy, owner.position)
    await log.redis.pexpire(log.keys.lease, LEASE_DOUBT_MS)
    await log.check()
    await until(() => copy.status?.state === 'stale', { what: 'stale' })
    expect(await log.writer.acquire(topic, 'another')).toBeUndefined()
    await log.writer.renew(owner.lease)
    await log.check()
    await until(() => copy.status?.state === 'live', { what: 'live again' })
  })

  test('keeps its copy, as stale, while a Topic that was lost is listed anew', async () => {
    await using log = await openLog(bench)
    const first = await Owner.begin(log.writer)
    await first.publish(upsert('/a'), upsert('/b'), upsert('/c'))
    const copy = log.follow()
    await inStep(copy, first.position)
    const { channel: _, ...keys } = log.keys
    await log.redis.del(...Object.values(keys))
    await log.check()
    await until(() => copy.status?.state === 'stale', { what: 'stale' })
    const owner = await Owner.begin(log.writer, topic, { state: 'syncing', since: 1 })
    await owner.publish(upsert('/a', '2'))
    await until(() => copy.status?.reason?.includes('listed'), { what: 'a list under way' })
    await owner.publish(upsert('/b', '2'))
    expect(copy.keys).toEqual(['/a', '/b', '/c'])
    await log.writer.setStatus(owner.lease, LIVE)
    await inStep(copy, owner.position)
    expect(copy.versions).toEqual({ '/a': '2', '/b': '2' })
    expect(copy.status).toEqual(LIVE)
    expect(copy.of('snapshot')).toHaveLength(2)
  })

  test.each([1, CHECK_MS / 2, CHECK_MS - 1])(
    'finds a Topic that was lost %i ms after a check within a second, where two are promised',
    async (after) => {
      await using log = await openLog(bench)
      const owner = await Owner.begin(log.writer)
      const copy = log.follow()
      await inStep(copy, owner.position)
      await log.check()
      await until(() => log.clock.sleeping === 1, { what: 'that check' })
      await log.clock.advance(after)
      await log.redis.del(log.keys.meta)
      const lostAt = log.clock.now()
      await log.clock.advance(CHECK_MS - after)
      await until(() => copy.status?.reason === DOUBTS.lost, { what: 'the loss to be told' })
      expect(log.clock.now() - lostAt).toBeLessThanOrEqual(1_000)
    },
  )

  test('says so when it cannot read what is stored, and goes on when it can', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'))
    await log.redis.hset(log.keys.rows, '/a', '{"a row":"of a version to come"}')
    const copy = log.follow()
    await until(() => copy.status?.state === 'stale', { what: 'stale' })
    expect(log.faults).toMatchObject([{ name: 'UnreadableError', key: '/a' }])
    await owner.publish(upsert('/a', '2'))
    await log.check()
    await inStep(copy, owner.position)
    expect(copy.status).toEqual(LIVE)
  })

  test('an announcement that it cannot read is a hole, not nothing', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const copy = log.follow()
    await inStep(copy, owner.position)
    const silent = new Owner(log.silent, owner.lease, owner.position)
    await silent.publish(upsert('/a'))
    await log.redis.publish(log.keys.channel, '{"type":"of a version to come"}')
    await inStep(copy, silent.position)
    expect(copy.keys).toEqual(['/a'])
  })

  test('several that follow one Topic share a subscription, which ends with the last of them', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const [one, two] = [new AbortController(), new AbortController()]
    const copies = [log.follow(one.signal), log.follow(two.signal)]
    for (const copy of copies) await inStep(copy, owner.position)
    const subscribers = async () => (await log.redis.pubsub('NUMSUB', log.keys.channel))[1]
    expect(await subscribers()).toBe(1)
    one.abort()
    await copies[0]?.ended()
    await owner.publish(upsert('/a'))
    await inStep(copies[1]!, owner.position)
    expect(await subscribers()).toBe(1)
    two.abort()
    await copies[1]?.ended()
    await until(async () => (await subscribers()) === 0, { what: 'no subscription' })
    const again = log.follow()
    await inStep(again, owner.position)
    await owner.publish(upsert('/b'))
    await inStep(again, owner.position)
  })
})
