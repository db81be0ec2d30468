import { openTopicLogWriter, type OpenTopicLogWriter } from '@argus/bus/publish'
import { createMetrics } from '@argus/service-kit/metrics'
import { ManualClock } from '@argus/testkit/manual-clock'
import type { TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { createEvents } from '../../src/events.ts'
import { watcherLogger } from '../../src/logger.ts'
import { reign } from '../../src/topic/reign.ts'
import { startOwnRedis } from '../own-redis.ts'
import { things } from '../topic-log.ts'

let redis: TestRedis
let log: OpenTopicLogWriter
let clock: ManualClock
let stop: AbortController
let leave: AbortController

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
  leave = new AbortController()
})

const context = () => ({
  log,
  replica: 'mine',
  clock,
  random: () => 0.5,
  events: createEvents(createMetrics('watcher'), watcherLogger('silent')),
  confirmed: new Map(),
  signal: stop.signal,
  leaving: leave.signal,
})

describe('a Topic that falls to another replica', () => {
  test('is not taken any more by who waits for it', async () => {
    const other = await until(() => log.acquire(things, 'other'), { what: 'a Lease' })
    const reigning = reign(things, context(), async () => 'taken')
    await until(() => clock.sleeping === 1, { what: 'the wait for the Lease' })
    leave.abort(new Error('it falls to another'))
    await expect(reigning).rejects.toThrow('it falls to another')
    await log.release(other)
  })

  test('is held by who has it until it is time', async () => {
    const begun = Promise.withResolvers<void>()
    const end = Promise.withResolvers<string>()
    const reigning = reign(things, context(), () => {
      begun.resolve()
      return end.promise
    })
    await begun.promise
    leave.abort(new Error('it falls to another'))
    expect(await log.acquire(things, 'other')).toBeUndefined()
    end.resolve('the work was done')
    expect(await reigning).toBe('the work was done')
    expect(await log.leaseLeft(things)).toBe(0)
  })
})
