import type { BusError, UnreadableError } from './bus-error.ts'
import { systemClock, type Clock } from './clock.ts'
import { Checks } from './redis/checks.ts'
import { connect } from './redis/connect.ts'
import { openSubscriptions } from './redis/open-subscriptions.ts'
import { RedisTopicLogReader } from './redis/read-log.ts'
import { TopicReads } from './redis/reads.ts'
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
  /** `redis://…`, `redis-cluster://…` or `redis-sentinel://…`; with TLS `rediss`. */
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
  const [commands, subscriber] = await Promise.all([
    connect({ url, name: 'argus-follow', pipelined: true, onFault }),
    openSubscriptions({ url, name: 'argus-subscribe', onFault }),
  ])
  const reads = new TopicReads(commands, prefix)
  const checks = new Checks({ reads, subscriber, prefix, clock })
  commands.onReady(() => checks.soon())
  subscriber.onReady(() => checks.soon())
  return new RedisTopicLogReader({
    commands,
    reads,
    subscriber,
    checks,
    prefix,
    clock,
    onFault,
  })
}
