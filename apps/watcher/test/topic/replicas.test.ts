import { openTopicLogWriter, type OpenTopicLogWriter } from '@argus/bus/publish'
import { createMetrics } from '@argus/service-kit/metrics'
import { ManualClock } from '@argus/testkit/manual-clock'
import type { TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { Bell } from '../../src/bell.ts'
import { createEvents } from '../../src/events.ts'
import { watcherLogger } from '../../src/logger.ts'
import { Replicas } from '../../src/topic/replicas.ts'
import { startOwnRedis } from '../own-redis.ts'

let redis: TestRedis
let log: OpenTopicLogWriter
let clock: ManualClock
let bell: Bell
let stop: AbortController

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
  bell = new Bell()
  stop = new AbortController()
})
afterEach(() => stop.abort(new Error('the test is over')))

const open = (): Replicas => {
  const events = createEvents(createMetrics('watcher'), watcherLogger('silent'))
  return new Replicas({ log, replica: 'mine', clock, events, bell })
}
/** Counts how often it rings. */
const listen = (): { readonly rings: number } => {
  const heard = { rings: 0 }
  const listening = async (): Promise<void> => {
    for (;;) {
      await bell.orAfter(Infinity, { clock, signal: stop.signal })
      heard.rings += 1
    }
  }
  listening().catch(() => undefined) // It ends with the test.
  return heard
}

describe('the replicas that live', () => {
  test('are none before the topic log was heard: nothing falls to one that does not know the others', async () => {
    await log.heartbeat('other')
    const replicas = open()
    expect(replicas.live).toEqual([])
    const running = replicas.run(stop.signal)
    running.catch(() => undefined) // It ends with the test.
    await until(() => replicas.live.length > 0, { what: 'the first answer' })
    expect(replicas.live).toEqual(['mine', 'other'])
  })

  test('are told by a bell when they change, and only then', async () => {
    await log.heartbeat('other')
    const heard = listen()
    const replicas = open()
    const running = replicas.run(stop.signal)
    running.catch(() => undefined) // It ends with the test.
    const asked = () => until(() => clock.sleeping === 2, { what: 'an answer' })
    await asked()
    expect(heard.rings).toBe(1)
    await clock.advance(200)
    await asked()
    expect(heard.rings).toBe(1)
    await log.retire('other')
    await clock.advance(200)
    await until(() => heard.rings === 2, { what: 'the bell' })
    expect(replicas.live).toEqual(['mine'])
  })
})
