import { openTopicLogWriter, type Lease, type OpenTopicLogWriter } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { systemClock } from '../../src/clock.ts'
import { Publisher, WriteRefusedError, type PublishedBatch } from '../../src/publish/publisher.ts'
import { startOwnRedis } from '../own-redis.ts'
import { things, upsert } from '../topic-log.ts'

let redis: TestRedis
let log: OpenTopicLogWriter
let lease: Lease
let from: Position
let batches: PublishedBatch[]
let failures: unknown[]

beforeAll(async () => {
  redis = await startOwnRedis()
  log = await openTopicLogWriter({ url: redis.url })
})
afterAll(async () => {
  await log[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})
beforeEach(async () => {
  lease = await until(() => log.acquire(things, 'one'), { what: 'the Lease' })
  const begun = await log.startEpoch(lease, { state: 'syncing', since: 1 })
  if (begun.type === 'refused') throw new Error('refused')
  from = begun.position
  batches = []
  failures = []
})
afterEach(async () => {
  await log.release(lease)
})

const publisher = (over: { from?: Position; lease?: Lease } = {}) =>
  new Publisher({
    log,
    lease,
    from,
    clock: systemClock,
    onPublished: (batch) => batches.push(batch),
    onFailed: (error) => failures.push(error),
    ...over,
  })

const keys = async (): Promise<string[]> => {
  const found: string[] = []
  for await (const page of log.readIndex(things)) found.push(...page.map(({ key }) => key))
  return found
}

describe('a publisher', () => {
  test('writes what comes after a pause at once, and gathers what comes within the window after it', async () => {
    const writer = publisher()
    await writer.publish([upsert('a/1')], 1)
    await writer.publish([upsert('a/2')], 2)
    await writer.publish([upsert('a/3'), upsert('a/4')], 3)
    await until(() => batches.length > 1, { what: 'both batches' })
    expect(batches.map(({ changes }) => changes)).toEqual([1, 3])
    expect(writer.confirmed).toEqual({ ...from, seq: from.seq + 4 })
    expect(writer.head).toEqual(writer.confirmed)
  })

  test('writes hundreds of changes in batches of 64, in order, without waiting for each', async () => {
    const writer = publisher()
    const changes = Array.from({ length: 3_000 }, (_, i) => upsert(`many/${i % 500}`, `${i}`))
    await writer.publish(changes, 1)
    expect(writer.head.seq - writer.confirmed.seq).toBeGreaterThan(0)
    await writer.flush()
    expect(batches).toHaveLength(47)
    expect(Math.max(...batches.map(({ changes: number }) => number))).toBe(64)
    expect(writer.confirmed.seq).toBe(from.seq + 3_000)
    const hashes = new Map<string, string>()
    for await (const page of log.readIndex(things))
      for (const { key, hash } of page) hashes.set(key, hash)
    expect([...Array(500).keys()].every((i) => hashes.get(`many/${i}`) === `${2_500 + i}`)).toBe(
      true,
    )
  })

  test('sends large objects in smaller batches', async () => {
    const writer = publisher()
    await writer.publish(
      Array.from({ length: 6 }, (_, i) => upsert(`big/${i}`, 'h', 400_000)),
      1,
    )
    await writer.flush()
    expect(batches.map(({ changes }) => changes)).toEqual([2, 2, 2])
  })

  test('writes a status only after all that was published before it', async () => {
    const writer = publisher()
    await writer.publish([upsert('a/status')], 1)
    await writer.after(async () => {
      expect(await keys()).toContain('a/status')
      return log.setStatus(lease, { state: 'live', since: 2 })
    })
    expect((await log.readMeta(things))?.status.state).toBe('live')
  })

  test('I8: changes nothing once another holds the Lease, whatever was on its way', async () => {
    const writer = publisher()
    await log.release(lease)
    const other = await until(() => log.acquire(things, 'two'), { what: 'the other Lease' })
    const before = await keys()
    const sending = writer.publish(
      Array.from({ length: 300 }, (_, i) => upsert(`late/${i}`)),
      1,
    )
    await expect(sending.then(() => writer.flush())).rejects.toThrow(WriteRefusedError)
    await writer.settled()
    expect(failures).toEqual([expect.objectContaining({ why: 'lease' })])
    expect(await keys()).toEqual(before)
    await expect(writer.publish([upsert('later/1')], 1)).rejects.toThrow(WriteRefusedError)
    await log.release(other)
  })

  test('changes nothing where the Topic does not stand where it should', async () => {
    const writer = publisher({ from: { ...from, seq: from.seq + 5 } })
    await writer.publish([upsert('elsewhere/1')], 1)
    await expect(writer.flush()).rejects.toThrow('position')
    expect(await keys()).not.toContain('elsewhere/1')
  })

  test('lets nobody wait for a topic log that hangs, once it is stopped', async () => {
    const writer = publisher()
    redis.pause()
    await writer.publish([upsert('hung/1')], 1)
    const waiting = writer.flush()
    writer.stop(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    redis.resume()
    await writer.settled()
  })
})
