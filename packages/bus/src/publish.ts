import { systemClock, type Clock } from './clock.ts'
import { connect } from './redis/connect.ts'
import { TopicReads } from './redis/reads.ts'
import { leaveScripts } from './redis/script.ts'
import { RedisTopicLogWriter } from './redis/write-log.ts'
import { PREFIX } from './topic-keys.ts'
import type { BusError } from './bus-error.ts'
import type { TopicLogWriter } from './topic-log.ts'

export { BusError, UnreadableError } from './bus-error.ts'
export { HEARTBEAT_MS, LEASE_MS, RENEW_MS, REPLICA_DEAD_MS } from './timing.ts'
export type { Uplink, UplinkNews } from './uplink.ts'
export type {
  Catalog,
  Change,
  ChangeBatch,
  IndexEntry,
  Lease,
  TopicLogWriter,
  TopicMeta,
  TopicStats,
  WriteResult,
} from './topic-log.ts'

export interface WriterOptions {
  /** `redis://…`, `redis-cluster://…` or `redis-sentinel://…`; with TLS `rediss`. */
  readonly url: string
  /** In front of all keys and channels, for tests. */
  readonly prefix?: string
  /** Only tells how old a deletion is. */
  readonly clock?: Clock
  /** Told when the connection is lost or refused; it is made again without end. */
  readonly onFault?: (error: BusError) => void
}

/** A writer that can say whether Redis can be asked: true, or why not. For readiness. */
export type OpenTopicLogWriter = TopicLogWriter & { reachable(): true | string }

/**
 * Opens the topic log for writing. Resolves when the first attempt to connect has ended; while Redis is away every
 * call rejects at once with a BusError, and works again when it is back. A call that rejects may have been done.
 * Throws for an address that is none.
 */
export async function openTopicLogWriter(options: WriterOptions): Promise<OpenTopicLogWriter> {
  const { url, prefix = PREFIX, clock = systemClock, onFault } = options
  const connection = await connect({ url, name: 'argus-publish', pipelined: true, onFault })
  connection.onReady(() => {
    // Where it may not leave them, each is sent whole the first time.
    leaveScripts(connection.redis).catch(() => undefined)
  })
  return new RedisTopicLogWriter({
    connection,
    prefix,
    clock,
    reads: new TopicReads(connection, prefix),
  })
}
