import type { TopicStatus } from '@argus/contracts/topic-status'
import type { ObjectForm } from './accept.ts'
import type { ApiServer } from './api-server/api-server.ts'
import type { Attempt, Hashed, Progress } from './attempt.ts'
import { NO_FAILURES, backoffAfter } from './backoff.ts'
import type { Clock } from './clock.ts'
import { faultOf } from './fault.ts'
import { followStream } from './follow-stream.ts'
import type { InformerEvent } from './informer-event.ts'
import type { Project } from './intake.ts'
import { listPages } from './list-pages.ts'
import { LISTS_AT_ONCE, takeListTurn } from './list-turn.ts'
import type { Resource } from './resource-path.ts'
import { INITIAL, type Pause, type Step, type Transition, transition } from './state.ts'
import { Store } from './store.ts'
import { INFORMER_TIMING, type InformerTiming } from './timing.ts'

export interface InformerOptions<P> {
  readonly api: ApiServer
  /** The core group is the empty string, or `core`. */
  readonly resource: Resource
  readonly project: Project<P>
  /** What an earlier owner has handed out: objects of an equal hash are no event, keys that are gone are `deleted`. */
  readonly seed?: Iterable<readonly [key: string, held: { uid: string; hash: string }]>
  /** Whether whole objects are followed (the default), or their metadata alone. */
  readonly form?: ObjectForm
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random?: () => number
  readonly timing?: Partial<InformerTiming>
  /** How many informers of this `api` may list at one moment, asked each time; 4 unless given. */
  readonly listsAtOnce?: () => number
  /** Told each time that a watch is asked for again, from where the one before had ended. */
  readonly onReconnect?: () => void
  readonly signal: AbortSignal
}

/**
 * Keeps one resource of one cluster in step with its API server, and tells what changes, in batches.
 *
 * No change is lost between two `synced`, no object goes back in time, and a failure is a status with a
 * reason, never silence. It ends when the signal aborts or the reader stops, and by nothing else; then
 * nothing of it runs on. Only a defect of its own makes it throw.
 */
export async function* runInformer<P extends Hashed>(
  options: InformerOptions<P>,
): AsyncGenerator<readonly InformerEvent<P>[]> {
  // The reader may stop at any batch: what is still open then ends with this scope.
  using scope = childScope(options.signal)
  const context: Attempt<P> = {
    ...options,
    signal: scope.signal,
    form: options.form ?? 'whole',
    store: new Store(options.seed ?? []),
    random: options.random ?? Math.random,
    listsAtOnce: options.listsAtOnce ?? (() => LISTS_AT_ONCE),
    timing: { ...INFORMER_TIMING, ...options.timing },
  }
  const { clock, signal } = context
  const pauses = createPauses(context)
  let state = INITIAL
  let status: TopicStatus = { state: 'syncing', since: clock.now() }
  yield [{ type: 'status', status }]

  let before: Step['phase'] | undefined
  while (!signal.aborted) {
    let pause: Pause = { type: 'none' }
    // The watch that follows a list in pages is its continuation.
    if (state.step.phase === 'opening' && before !== 'paged-list') options.onReconnect?.()
    before = state.step.phase
    for await (const { events, input } of attempt(state.step, context)) {
      const step: Transition = input ? transition(state, input) : { state, pause }
      state = step.state
      pause = step.pause
      const gone = step.emptied ? emptied<P>(context) : []
      const next = statusAfter(status, step, clock.now())
      const reported = next === status ? [] : [{ type: 'status', status: next } as const]
      status = next
      const batch = [...events, ...gone, ...reported]
      if (batch.length > 0) yield batch
    }
    await pauses.wait(pause)
  }
}

/** Does one step until it ends or fails, which is the last thing it reports; nothing after an abort. */
async function* attempt<P extends Hashed>(
  step: Step,
  context: Attempt<P>,
): AsyncGenerator<Progress<P>> {
  const lists = step.phase === 'streaming-list' || step.phase === 'paged-list'
  let turn: Disposable | undefined
  try {
    turn = lists ? await takeListTurn(context.api, context.listsAtOnce, context.signal) : undefined
    const progress =
      step.phase === 'paged-list'
        ? listPages(step.notOlderThan, context)
        : followStream(step, context)
    for await (const made of progress) {
      if (made.input?.type === 'listed') turn?.[Symbol.dispose]()
      yield made
    }
  } catch (error) {
    if (context.signal.aborted) return
    yield { events: [], input: { type: 'failed', fault: faultOf(error, context.clock.now()) } }
  } finally {
    turn?.[Symbol.dispose]()
  }
}

function emptied<P>({ store, clock }: Attempt<P>): readonly InformerEvent<P>[] {
  const time = clock.now()
  return store.clear().map(([key, { uid }]) => ({ type: 'deleted', key, uid, time }))
}

function statusAfter(last: TopicStatus, { status }: Transition, now: number): TopicStatus {
  if (!status) return last
  if (status.state === last.state && status.reason?.slice(0, REASON_LENGTH) === last.reason)
    return last
  // Losing the watch and then failing to reach the server is one outage, and it began with the first.
  const continues =
    status.state === last.state || (last.state === 'stale' && status.state === 'unreachable')
  const since = continues ? last.since : (status.since ?? now)
  return {
    state: status.state,
    since,
    ...(status.reason ? { reason: status.reason.slice(0, REASON_LENGTH) } : {}),
  }
}

/** A reason may quote a server, and a status is read by people. */
const REASON_LENGTH = 500

function createPauses<P>({ clock, random, timing, signal }: Attempt<P>) {
  let backoff = NO_FAILURES
  let relistedAt = Number.NEGATIVE_INFINITY
  const lengthOf = (pause: Pause): number => {
    switch (pause.type) {
      case 'none':
        return 0
      case 'spread':
        return random() * timing.spreadMs
      case 'recheck':
        return timing.recheckMs * (1 + random())
      case 'relist': {
        // A server that forgets every version as soon as it has told it would be listed in a hot loop.
        const now = clock.now()
        if (now - relistedAt < timing.backoff.capMs) return lengthOf({ type: 'backoff' })
        relistedAt = now
        return 0
      }
      case 'backoff': {
        const moment = { now: clock.now(), random: random() }
        const next = backoffAfter(backoff, timing.backoff, moment)
        backoff = next.backoff
        return Math.max(next.delayMs, pause.atLeastMs ?? 0)
      }
    }
  }
  return {
    async wait(pause: Pause): Promise<void> {
      const ms = lengthOf(pause)
      if (ms <= 0 || signal.aborted) return
      try {
        await clock.sleep(ms, signal)
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

function childScope(parent: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const own = new AbortController()
  return {
    signal: AbortSignal.any([parent, own.signal]),
    [Symbol.dispose]: () => own.abort(new Error('the reader has stopped')),
  }
}
