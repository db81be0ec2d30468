import { LEASE_MS, RENEW_MS, type Lease, type TopicLogWriter } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'

import { abortable } from '@argus/informer/abortable'
import type { Clock } from '../clock.ts'

/** Why a Lease is no longer ours, or must not be used any more. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
  readonly why: 'lost' | 'moved' | 'unheard'

  constructor(why: LeaseLostError['why'], options?: ErrorOptions) {
    super(`the Lease of the Topic ended: ${REASONS[why]}`, options)
    this.why = why
  }
}

const REASONS = {
  lost: 'it lapsed, or another replica holds it',
  moved: 'the Topic does not stand where this replica left it',
  unheard: 'the topic log did not answer for as long as the Lease lasts',
} as const

export interface LeaseContext {
  readonly log: Pick<TopicLogWriter, 'acquire' | 'leaseLeft' | 'release' | 'renew'>
  readonly replica: string
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
}

/** Where the writer stands: nothing below `confirmed` may be lost, nothing above `head` can have been written. */
export interface Standing {
  readonly confirmed: Position
  readonly head: Position
}

/** How often a Lease that another holds is asked for: what a hand-over takes at most. Spread, so that not all ask at once. */
const ASK_MS = 400
/** One that nobody renews is asked for this long after it lapses, spread likewise. */
const LAPSED_MS = 20

/** Waits until the Lease of a Topic is ours; rejects when the signal aborts, or when the topic log cannot be asked. */
export async function acquireLease(
  topic: Topic,
  { log, replica, clock, random }: LeaseContext,
  signal: AbortSignal,
): Promise<Lease> {
  for (;;) {
    const lease = await taken(log.acquire(topic, replica), { log, signal })
    if (lease !== undefined) return lease
    const left = await abortable(log.leaseLeft(topic), signal)
    const spread = 0.5 + random()
    await clock.sleep(Math.min(ASK_MS * spread, left + LAPSED_MS * spread), signal)
  }
}

/** One that is given after the end of the wait is given up: it would keep everybody waiting until it lapses. */
async function taken(
  asking: Promise<Lease | undefined>,
  { log, signal }: Pick<LeaseContext, 'log'> & { readonly signal: AbortSignal },
): Promise<Lease | undefined> {
  try {
    return await abortable(asking, signal)
  } catch (error) {
    asking
      .then((late) => (late === undefined ? undefined : log.release(late)))
      .catch(() => undefined) // The topic log is away: it lapses.
    throw error
  }
}

/**
 * Renews a Lease until the signal aborts. Rejects with a LeaseLostError when it is lost, when the Topic stands
 * where it cannot stand by our writes, or when nothing was heard for the whole life of the Lease.
 */
export async function keepLease(
  lease: Lease,
  standing: () => Standing,
  context: LeaseContext & { readonly signal: AbortSignal },
): Promise<never> {
  const { log, clock, signal } = context
  let heardAt = clock.now()
  for (;;) {
    await clock.sleep(RENEW_MS, signal)
    const { confirmed } = standing()
    const askedAt = clock.now()
    const answer = await within(log.renew(lease), heardAt + LEASE_MS - askedAt, context)
    signal.throwIfAborted()
    if (answer.type === 'late') throw new LeaseLostError('unheard', { cause: answer.cause })
    if (answer.type === 'failed') {
      if (clock.now() - heardAt >= LEASE_MS) throw new LeaseLostError('unheard', answer)
      continue
    }
    if (answer.position === undefined) throw new LeaseLostError('lost')
    if (!between(answer.position, confirmed, standing().head)) throw new LeaseLostError('moved')
    heardAt = askedAt
  }
}

type Answer =
  | { readonly type: 'answered'; readonly position: Position | undefined }
  | { readonly type: 'failed'; readonly cause: unknown }
  | { readonly type: 'late'; readonly cause?: unknown }

/** The answer, or that it did not come in time: a topic log that hangs must not keep a dead Lease alive here. */
async function within(
  asking: Promise<Position | undefined>,
  ms: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Answer> {
  const over = new AbortController()
  const answered = asking.then(
    (position): Answer => ({ type: 'answered', position }),
    (cause: unknown): Answer => ({ type: 'failed', cause }),
  )
  const late = clock.sleep(Math.max(ms, 0), AbortSignal.any([signal, over.signal])).then(
    (): Answer => ({ type: 'late' }),
    (cause: unknown): Answer => ({ type: 'late', cause }),
  )
  try {
    return await Promise.race([answered, late])
  } finally {
    over.abort()
  }
}

function between(position: Position, least: Position, most: Position): boolean {
  return position.epoch === least.epoch && position.seq >= least.seq && position.seq <= most.seq
}
