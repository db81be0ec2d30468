import { startRedis, type TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

import { openTopicLogReader } from '../src/follow.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { DOUBTS } from '../src/standing.ts'
import { ANSWER_MS, CHECK_MS, LEASE_MS } from '../src/timing.ts'
import { Copy } from './copy.ts'
import { inStep, openLog } from './log.ts'
import { onEveryRedis } from './servers.ts'
import { LIVE, Owner, remove, SYNCING, topic, upsert } from './topic.ts'

onEveryRedis('an outage of Redis', ({ kind, prefix }) => {
  let redis: TestRedis
  beforeEach(async () => {
    redis = await startRedis({ kind })
  })
  afterEach(() => redis[Symbol.asyncDispose]())

  test('that forgets everything: the copy stays, as stale, until it was written again', async () => {
    await using log = await openLog({ redis, prefix })
    const before = await Owner.begin(log.writer)
    await before.publish(upsert('/a'), upsert('/b'))
    const copy = log.follow()
    await inStep(copy, before.position)
    await redis.kill()
    await expect(before.publish(upsert('/c'))).rejects.toThrow(/Redis failed to/)
    await log.check()
    await until(() => copy.status?.reason === DOUBTS.down, { what: 'stale' })
    expect(copy.keys).toEqual(['/a', '/b'])
    await redis.restart()
    await until(() => log.writer.reachable() === true, { what: 'the writer' })
    expect(await log.writer.renew(before.lease)).toBeUndefined()
    const owner = await Owner.begin(log.writer, topic, SYNCING)
    await owner.publish(upsert('/b'), upsert('/d'))
    await log.writer.setStatus(owner.lease, LIVE)
    await inStep(copy, owner.position)
    expect(copy.keys).toEqual(['/b', '/d'])
    expect(copy.status).toEqual(LIVE)
    expect(copy.of('snapshot')).toHaveLength(2)
  })

  test('in which it is frozen: told when an answer is late, healed when it goes on, nothing missing', async () => {
    await using log = await openLog({ redis, prefix })
    const owner = await Owner.begin(log.writer)
    await owner.publish(upsert('/a'), upsert('/b'))
    const copy = log.follow()
    await inStep(copy, owner.position)
    redis.pause()
    const frozen = performance.now()
    await log.check()
    await until(() => copy.status?.reason === DOUBTS.down, { what: 'stale' })
    expect(performance.now() - frozen).toBeLessThan(CHECK_MS + ANSWER_MS)
    redis.resume()
    await until(() => log.reader.reachable() === true && log.writer.reachable() === true, {
      what: 'the connections',
    })
    const held = await log.writer.renew(owner.lease)
    if (held === undefined) owner.position = (await Owner.begin(log.writer)).position
    else await owner.publish(remove('/a'), upsert('/c'))
    await log.check()
    await inStep(copy, owner.position)
    await until(() => copy.status?.state === 'live', { what: 'live' })
    expect(copy.keys).toEqual(held === undefined ? ['/a', '/b'] : ['/b', '/c'])
  })

  test('longer than a connection is waited for: it is made anew, by itself', async () => {
    await using writer = await openTopicLogWriter({ url: redis.url })
    redis.pause()
    await expect(writer.heartbeat('a')).rejects.toMatchObject({ name: 'BusError', retryable: true })
    expect(writer.reachable()).not.toBe(true)
    redis.resume()
    await until(() => writer.reachable() === true, { what: 'the connection' })
    await writer.heartbeat('a')
    expect(await writer.replicas()).toContain('a')
  })

  test('from the beginning: both sides open, say why they cannot work, and work when it is there', async () => {
    await redis.kill()
    const faults: Error[] = []
    const onFault = (error: Error) => faults.push(error)
    await using writer = await openTopicLogWriter({ url: redis.url, onFault })
    await using reader = await openTopicLogReader({ url: redis.url })
    expect(writer.reachable()).toMatch(/ECONNREFUSED/)
    expect(reader.reachable()).toMatch(/ECONNREFUSED/)
    expect(faults).toMatchObject([
      { name: 'BusError', message: expect.stringMatching(/ECONNREFUSED/) },
    ])
    await expect(writer.acquire(topic, 'a')).rejects.toThrow(/take a lease/)
    const stop = new AbortController()
    const copy = new Copy(reader.follow(topic, stop.signal))
    await until(() => copy.status?.reason === DOUBTS.down, { what: 'stale' })
    await redis.restart()
    await until(() => writer.reachable() === true, { what: 'the writer' })
    const owner = await Owner.begin(writer)
    await owner.publish(upsert('/a'))
    await inStep(copy, owner.position)
    stop.abort()
    await copy.ended()
  })

  test('of its owner alone: readers are told within the life of its Lease and a check', async () => {
    await using writer = await openTopicLogWriter({ url: redis.url })
    await using reader = await openTopicLogReader({ url: redis.url })
    const stop = new AbortController()
    const owner = await Owner.begin(writer)
    const copy = new Copy(reader.follow(topic, stop.signal))
    await inStep(copy, owner.position)
    await writer[Symbol.asyncDispose]()
    const died = performance.now()
    await until(() => copy.status?.reason === DOUBTS.unowned, { what: 'stale' })
    expect(performance.now() - died).toBeLessThan(LEASE_MS + CHECK_MS + 500)
    stop.abort()
    await copy.ended()
  })
})
