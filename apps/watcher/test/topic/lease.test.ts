import { openTopicLogWriter, type OpenTopicLogWriter } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { TestRedis } from '@argus/testkit/redis'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals'

import { acquireLease, keepLease, type LeaseContext } from '../../src/topic/lease.ts'
import { startOwnRedis } from '../own-redis.ts'
import { things, upsert } from '../topic-log.ts'

let redis: TestRedis
let log: OpenTopicLogWriter
let clock: ManualClock
let stop: AbortController
let renewals: number

beforeAll(async () => {
  redis = await startOwnRedis()
  log = await openTopicLogWriter({ url: redis.url })
})
afterAll(async () => {
  await log[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})
beforeEach(() => {
  clock = new ManualClock()
  stop = new AbortController()
  renewals = 0
})
afterEach(() => stop.abort(new Error('the test is over')))

const context = (replica = 'one'): LeaseContext => ({
  log: {
    acquire: (topic, who) => log.acquire(topic, who),
    leaseLeft: (topic) => log.leaseLeft(topic),
    release: (lease) => log.release(lease),
    renew: async (lease) => {
      const answer = await log.renew(lease)
      renewals += 1
      return answer
    },
  },
  replica,
  clock,
  random: () => 0.5,
})
const begin = async () => {
  const lease = await acquireLease(things, context(), stop.signal)
  const begun = await log.startEpoch(lease, { state: 'syncing', since: 1 })
  if (begun.type === 'refused') throw new Error('refused')
  return { lease, position: begun.position }
}
/** Moves the clock to the next question or renewal, and waits for its answer. */
const turn = async (): Promise<void> => {
  await until(() => clock.sleeping === 1, { what: 'a wait' })
  await clock.advance(2_000)
}
const renewed = async (): Promise<void> => {
  const before = renewals
  await turn()
  await until(() => renewals > before, { what: 'a renewal' })
}
const standing =
  (confirmed: Position, head = confirmed) =>
  () => ({ confirmed, head })

describe('a Lease', () => {
  test('is waited for while another holds it', async () => {
    const { lease } = await begin()
    let got = false
    const asking = acquireLease(things, context('two'), stop.signal).then((other) => {
      got = true
      return other
    })
    await turn()
    expect(got).toBe(false)
    await log.release(lease)
    await turn()
    const other = await asking
    expect(other.replica).toBe('two')
    await log.release(other)
  })

  test('is waited for no longer than its signal allows', async () => {
    const { lease } = await begin()
    const asking = acquireLease(things, context('two'), stop.signal)
    await until(() => clock.sleeping === 1, { what: 'the asker to wait' })
    stop.abort(new Error('enough'))
    await expect(asking).rejects.toThrow('enough')
    await log.release(lease)
  })

  test('that nobody renews is asked for as soon as it has lapsed', async () => {
    const { lease } = await begin()
    const { log: real, ...rest } = context('two')
    const lapsing = { ...real, leaseLeft: async () => 30 }
    const asking = acquireLease(things, { ...rest, log: lapsing }, stop.signal)
    await until(() => clock.sleeping === 1, { what: 'the asker to wait' })
    await log.release(lease)
    await clock.advance(50)
    const other = await asking
    expect(other.replica).toBe('two')
    await log.release(other)
  })

  test('that is given after the end of the wait is given up, so that nobody waits for it to lapse', async () => {
    const { log: real, ...rest } = context('two')
    const gate = Promise.withResolvers<void>()
    const slow = {
      ...real,
      acquire: async (...asked: Parameters<typeof log.acquire>) => {
        const lease = await log.acquire(...asked)
        await gate.promise
        return lease
      },
    }
    const asking = acquireLease(things, { ...rest, log: slow }, stop.signal)
    await until(async () => (await log.leaseLeft(things)) > 0, { what: 'the Lease to be taken' })
    stop.abort(new Error('enough'))
    await expect(asking).rejects.toThrow('enough')
    gate.resolve()
    await until(async () => (await log.leaseLeft(things)) === 0, { what: 'the Lease to be free' })
  })

  test('is kept while the Topic stands where its writer left it', async () => {
    const { lease, position } = await begin()
    const kept = keepLease(lease, standing(position), { ...context(), signal: stop.signal })
    for (let i = 0; i < 5; i += 1) await renewed()
    await until(() => clock.sleeping === 1, { what: 'another wait' })
    stop.abort(new Error('enough'))
    await expect(kept).rejects.toThrow('enough')
    await log.release(lease)
  })

  test('ends when it is lost', async () => {
    const { lease, position } = await begin()
    const kept = keepLease(lease, standing(position), { ...context(), signal: stop.signal })
    await log.release(lease)
    const ended = expect(kept).rejects.toMatchObject({ why: 'lost' })
    await renewed()
    await ended
  })

  test.each([
    ['has lost what was confirmed', (at: Position) => ({ ...at, seq: at.seq + 1 })],
    ['is in another epoch', (at: Position) => ({ ...at, epoch: 'other' })],
  ])('ends when the Topic %s', async (_, elsewhere) => {
    const { lease, position } = await begin()
    const { signal } = stop
    const kept = keepLease(lease, standing(elsewhere(position)), { ...context(), signal })
    const ended = expect(kept).rejects.toMatchObject({ why: 'moved' })
    await renewed()
    await ended
    await log.release(lease)
  })

  test('outlasts a write whose answer is not here yet', async () => {
    const { lease, position } = await begin()
    await log.publish(lease, position, { time: 1, changes: [upsert('a/1')] })
    const head = { ...position, seq: position.seq + 1 }
    const kept = keepLease(lease, standing(position, head), { ...context(), signal: stop.signal })
    await renewed()
    await until(() => clock.sleeping === 1, { what: 'the next wait' })
    stop.abort(new Error('enough'))
    await expect(kept).rejects.toThrow('enough')
    await log.release(lease)
  })

  test('ends when the topic log hangs for the whole of its life', async () => {
    const { lease, position } = await begin()
    const kept = keepLease(lease, standing(position), { ...context(), signal: stop.signal })
    const ended = expect(kept).rejects.toMatchObject({ why: 'unheard' })
    redis.pause()
    await turn()
    await until(() => clock.sleeping === 1, { what: 'the answer to be awaited' })
    await clock.advance(6_000)
    await ended
    redis.resume()
    await log.release(lease)
  })
})
