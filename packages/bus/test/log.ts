import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { Redis } from 'ioredis'

import { openTopicLogReader, type OpenTopicLogReader } from '../src/follow.ts'
import { openTopicLogWriter, type OpenTopicLogWriter } from '../src/publish.ts'
import { connect, type Connection } from '../src/redis/connect.ts'
import { TopicReads } from '../src/redis/reads.ts'
import { RedisTopicLogWriter } from '../src/redis/write-log.ts'
import { CHECK_MS } from '../src/timing.ts'
import { topicKeys, type TopicKeys } from '../src/topic-keys.ts'
import type { TopicLogWriter } from '../src/topic-log.ts'
import { Copy } from './copy.ts'
import type { Bench } from './servers.ts'
import { topic } from './topic.ts'

/** A topic log of its own, from both sides, whose checks happen when the test says so. */
export interface Log extends AsyncDisposable {
  readonly prefix: string
  readonly keys: TopicKeys
  readonly writer: OpenTopicLogWriter
  /** Writes like the other one, but nobody hears its announcements. */
  readonly silent: TopicLogWriter
  readonly reader: OpenTopicLogReader
  readonly redis: Redis
  /** The reader's. */
  readonly clock: ManualClock
  /** Tells the writer how old deletions are. */
  readonly writerClock: ManualClock
  /** What the reader reported as faults. */
  readonly faults: Error[]
  readonly signal: AbortSignal
  follow(signal?: AbortSignal): Copy
  /** Lets the reader compare what it holds with what is stored. */
  check(): Promise<void>
  /** Cuts the reader's subscriptions, as a Redis does whose client does not keep up. */
  cut(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openLog({
  redis: { url },
  ...bench
}: Pick<Bench, 'redis' | 'prefix'>): Promise<Log> {
  const prefix = bench.prefix()
  const clock = new ManualClock()
  const writerClock = new ManualClock()
  const stop = new AbortController()
  const keys = topicKeys(prefix, topic)
  const copies: Copy[] = []
  const faults: Error[] = []
  const redis = new Redis(url, { disconnectTimeout: 50 })
  redis.on('error', () => {}) // Its server may be killed on purpose.
  const writer = await openTopicLogWriter({ url, prefix, clock: writerClock })
  const reader = await openTopicLogReader({ url, prefix, clock, onFault: (it) => faults.push(it) })
  const quiet = muted(await connect({ url, name: 'test-silent', pipelined: true }), keys.channel)
  const reads = new TopicReads(quiet, prefix)
  return {
    prefix,
    keys,
    writer,
    silent: new RedisTopicLogWriter({ connection: quiet, reads, prefix, clock: writerClock }),
    reader,
    redis,
    clock,
    writerClock,
    faults,
    signal: stop.signal,
    follow(signal = stop.signal) {
      const copy = new Copy(reader.follow(topic, signal))
      copies.push(copy)
      return copy
    },
    async check() {
      await until(() => clock.sleeping === 1, { what: 'the check before' })
      await clock.advance(CHECK_MS)
    },
    async cut() {
      const clients = String(await redis.client('LIST')).split('\n')
      for (const client of clients.filter((line) => line.includes(' name=argus-subscribe '))) {
        await redis.client('KILL', 'ID', /id=(\d+)/.exec(client)?.[1] ?? '')
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(copies.map((copy) => copy.ended()))
      for (const log of [writer, reader, quiet]) await log[Symbol.asyncDispose]()
      redis.disconnect()
    },
  }
}

/** Waits until a copy stands where the writer does. */
export async function inStep(copy: Copy, position: object): Promise<void> {
  const same = () => JSON.stringify(copy.position) === JSON.stringify(position)
  await until(same, { what: `the copy to reach ${JSON.stringify(position)}` })
}

/** The same connection, but for announcements on a channel: they go where nobody listens. */
function muted(connection: Connection, channel: string): Connection {
  const redirect = (args: readonly unknown[]) => args.map((it) => (it === channel ? 'nobody' : it))
  const redis = new Proxy(connection.redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => Reflect.apply(value, target, redirect(args))
    },
  })
  return {
    ...connection,
    redis,
    run: (attempt, commands) => connection.run(attempt, () => commands(redis)),
  }
}
