import type { BusError, UnreadableError } from './bus-error.ts'
import { systemClock, type Clock } from './clock.ts'
import { Checks } from './redis/checks.ts'
import { connect } from './redis/connect.ts'
import { RedisTopicLogReader } from './redis/read-log.ts'
import { TopicReads } from './redis/reads.ts'
import { Subscriber } from './redis/subscriber.ts'
import { PREFIX } from './topic-keys.ts'
import type { TopicLogReader } from './topic-log.ts'

export { BusError, UnreadableError } from './bus-error.ts'
export { CHECK_MS, LEASE_MS, WANT_AGAIN_MS, WANTED_MS } from './timing.ts'
export type {
  Catalog,
  FollowEvent,
  StoredObject,
  TopicLogReader,
  TopicMeta,
  TopicStats,
} from './topic-log.ts'

export interface ReaderOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** In front of all keys and channels, for tests. */
  readonly prefix?: string
  readonly clock?: Clock
  /** Told when a connection is lost or refused, and of what is stored and cannot be read. */
  readonly onFault?: (error: BusError | UnreadableError) => void
}

/** A reader that can say whether Redis can be asked: true, or why not. For readiness. */
export type OpenTopicLogReader = TopicLogReader & { reachable(): true | string }

/**
 * Opens the topic log for reading. Resolves when the first attempts to connect have ended; while Redis is away
 * followers wait and say so, and single questions reject at once with a BusError. Throws for an address that is none.
 */
export async function openTopicLogReader(options: ReaderOptions): Promise<OpenTopicLogReader> {
  const { url, prefix = PREFIX, clock = systemClock, onFault } = options
  const [commands, subscriptions] = await Promise.all([
    connect({ url, name: 'argus-follow', pipelined: true, onFault }),
    connect({ url, name: 'argus-subscribe', pipelined: false, onFault }),
  ])
  const reads = new TopicReads(commands, prefix)
  const subscriber = new Subscriber(subscriptions, onFault)
  const checks = new Checks({ reads, subscriber, clock })
  commands.onReady(() => checks.soon())
  subscriptions.onReady(() => checks.soon())
  return new RedisTopicLogReader({
    commands,
    subscriptions,
    reads,
    subscriber,
    checks,
    prefix,
    clock,
    onFault,
  })
}
