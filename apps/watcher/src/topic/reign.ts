import type { IndexEntry, Lease, TopicLogWriter, TopicMeta } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { TopicShape } from '@argus/contracts/record'
import { topicKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { abortable } from '@argus/informer/abortable'
import type { Events } from '../events.ts'
import { Publisher } from '../publish/publisher.ts'
import { needsNewEpoch } from './continuity.ts'
import { acquireLease, keepLease, type LeaseContext } from './lease.ts'

/** What taking a Topic needs. */
export interface ReignContext extends LeaseContext {
  readonly log: TopicLogWriter
  readonly events: Events
  /** Where each Topic stood when this replica last wrote it, by topic key. */
  readonly confirmed: Map<string, Position>
  /** Once it aborts, no Lease is waited for any more; what is held stays so until the signal aborts. */
  readonly leaving?: AbortSignal
}

/** One time of holding a Topic: its Lease is ours, and it stands where we think. */
export interface Reign {
  readonly topic: Topic
  readonly lease: Lease
  readonly publisher: Publisher
  /** Aborts when the Lease is lost, a write was refused or failed, or the Topic is given up. */
  readonly signal: AbortSignal
  /** What the topic log holds of objects, by Key. Whoever publishes keeps it up. */
  readonly published: Map<string, Published>
  /** The shape and status that readers have now. */
  readonly shape: TopicShape | undefined
  readonly status: TopicStatus
}

type Published = Omit<IndexEntry, 'key'>

/** Giving a Lease up, and writing what is still on its way, may take this long; then it lapses by itself. */
const FAREWELL_MS = 1_000

/**
 * Waits for the Lease of a Topic, does the work while it lasts, and gives it up. What the work publishes is written
 * before. Rejects with what ended the reign: a LeaseLostError, a WriteRefusedError, the signal's reason, or a fault.
 */
export async function reign<T>(
  topic: Topic,
  context: ReignContext & { readonly signal: AbortSignal },
  work: (reign: Reign) => Promise<T>,
): Promise<T> {
  const { log, clock, signal, leaving, events, confirmed } = context
  const waiting = leaving === undefined ? signal : AbortSignal.any([signal, leaving])
  const lease = await acquireLease(topic, context, waiting)
  const over = new AbortController()
  const inOffice = AbortSignal.any([signal, over.signal])
  events.topicTaken(topic)
  let publisher: Publisher | undefined
  let lost = false
  try {
    const found = await abortable(takeOver(lease, context), inOffice)
    publisher = new Publisher({
      log,
      lease,
      from: found.position,
      clock,
      onPublished: (batch) => events.published(topic, batch),
      onFailed: (error) => over.abort(error),
    })
    const writer = publisher
    inOffice.addEventListener('abort', () => writer.stop(inOffice.reason), { once: true })
    const keeping = keepLease(lease, () => writer, { ...context, signal: inOffice })
    keeping.catch((error: unknown) => over.abort(error))
    const working = work({ topic, lease, publisher, signal: inOffice, ...found })
    const result = await abortable(working, inOffice)
    await publisher.flush()
    return result
  } catch (error) {
    lost = over.signal.aborted
    // Whatever the work died of, the first cause is why the reign ended.
    throw over.signal.aborted ? over.signal.reason : error
  } finally {
    over.abort(new Error('the Topic was given up'))
    await farewell(lease, publisher, context)
    if (publisher !== undefined) confirmed.set(topicKey(topic), publisher.confirmed)
    events.topicLeft(topic, lost ? 'lost' : 'given_up')
  }
}

interface Found {
  readonly position: Position
  readonly published: Map<string, Published>
  readonly shape: TopicShape | undefined
  readonly status: TopicStatus
}

/** Where the Topic stands and what it holds; a new epoch where continuity cannot be proven. */
async function takeOver(lease: Lease, context: ReignContext): Promise<Found> {
  const { log, confirmed, events } = context
  const { topic } = lease
  const meta = await log.readMeta(topic)
  const published = new Map<string, Published>()
  for await (const page of log.readIndex(topic)) {
    for (const { key, uid, hash } of page) published.set(key, { uid, hash })
  }
  if (meta !== undefined && !needsNewEpoch(meta.position, confirmed.get(topicKey(topic)))) {
    const { position, shape, status } = meta
    return { position, shape, status, published }
  }
  const status = firstStatus(meta, published.size > 0, context.clock.now())
  const begun = await log.startEpoch(lease, status)
  if (begun.type === 'refused') throw new Error(`a new epoch was refused: its ${begun.why}`)
  events.epochStarted(topic, meta === undefined ? 'empty' : 'lost tail')
  return { position: begun.position, shape: meta?.shape, status, published }
}

/** Only a Topic without rows is hidden while it is listed. */
function firstStatus(meta: TopicMeta | undefined, rows: boolean, now: number): TopicStatus {
  if (!rows) return { state: 'syncing', since: now }
  if (meta !== undefined && meta.status.state !== 'live') return meta.status
  return { state: 'stale', since: now, reason: 'the topic log had lost the newest changes' }
}

async function farewell(
  lease: Lease,
  publisher: Publisher | undefined,
  { log, clock }: ReignContext,
): Promise<void> {
  const leave = async (): Promise<void> => {
    await publisher?.settled()
    await log.release(lease)
  }
  const enough = new AbortController()
  try {
    await Promise.race([leave(), clock.sleep(FAREWELL_MS, enough.signal)])
  } catch {
    // The topic log is away, or the Lease is no longer ours: it lapses, and this replica reads anew before it writes.
  } finally {
    enough.abort()
  }
}
