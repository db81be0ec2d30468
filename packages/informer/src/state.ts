import type { TopicState } from '@argus/contracts/topic-status'
import type { ResourceVersion } from './resource-version.ts'

/** What the informer is doing; the driver does it and says what came of it. */
export type Step =
  /** A watch that sends the whole list first, then goes on. */
  | { readonly phase: 'streaming-list'; readonly notOlderThan?: ResourceVersion | undefined }
  /** A list in pages. */
  | { readonly phase: 'paged-list'; readonly notOlderThan?: ResourceVersion | undefined }
  /** A watch from `from` is asked for; nothing has come yet. */
  | { readonly phase: 'opening'; readonly from: ResourceVersion }
  | { readonly phase: 'watching'; readonly from: ResourceVersion; readonly bookmarked: boolean }

export interface InformerState {
  readonly step: Step
  /** Whether a list has ever been complete: only then is there a copy that can be stale. */
  readonly synced: boolean
  /** How this server is listed: in pages, until those have failed, and again after a reconnect. */
  readonly method: 'streaming-list' | 'paged-list'
  /** Failures in a row of the same step without progress. */
  readonly strikes: number
  /** Answers 404 in a row. */
  readonly misses: number
}

/** Why an attempt failed. `reason` is for a person. */
export interface Fault {
  readonly type:
    | 'gone' // 410: the version is compacted away
    | 'older' // the server is behind what we have seen
    | 'absent' // 404
    | 'forbidden' // 403
    | 'invalid' // 400, 422
    | 'no-streaming-list'
    | 'throttled' // 429
    | 'failed' // 5xx, or an ERROR in the stream
    | 'lost' // the stream broke, or a line of it was broken
    | 'silent'
    | 'unreachable' // no connection, TLS, 401
  readonly reason: string
  readonly retryAfterMs?: number | undefined
  /** Since when the server has not been heard, where that is longer ago than the failure. */
  readonly since?: number | undefined
}

export type InformerInput =
  /** The watch is open. */
  | { readonly type: 'opened' }
  /** All of a list is in the Store. */
  | { readonly type: 'listed'; readonly version: ResourceVersion }
  | { readonly type: 'moved'; readonly version: ResourceVersion; readonly bookmark: boolean }
  /** The server ended the watch in good order: in its time, before it, or at once and empty. */
  | { readonly type: 'ended'; readonly when: 'in-time' | 'early' | 'at-once' }
  | { readonly type: 'failed'; readonly fault: Fault }

/** How long the driver waits before the next step; the lengths are its own. */
export type Pause =
  | { readonly type: 'none' }
  /** A random moment, so that the watches of a server that ended them all do not come back together. */
  | { readonly type: 'spread' }
  | { readonly type: 'recheck' }
  /** None, unless the last one of this type was not long ago. */
  | { readonly type: 'relist' }
  | { readonly type: 'backoff'; readonly atLeastMs?: number | undefined }

export interface Transition {
  readonly state: InformerState
  readonly pause: Pause
  /** A status to report; without one the last still holds. */
  readonly status?: {
    readonly state: TopicState
    readonly reason?: string
    readonly since?: number | undefined
  }
  /** The resource is gone, and with it all its objects. */
  readonly emptied?: true
}

export const INITIAL: InformerState = {
  step: { phase: 'paged-list' },
  synced: false,
  method: 'paged-list',
  strikes: 0,
  misses: 0,
}

/** Watches from one version that may fail in a row before the list is asked for again. */
const STRIKES_BEFORE_LIST = 3

export function transition(state: InformerState, input: InformerInput): Transition {
  switch (input.type) {
    case 'opened': {
      if (state.step.phase !== 'opening') return { state, pause: NONE }
      const step = { phase: 'watching', from: state.step.from, bookmarked: false } as const
      return { state: { ...state, step, misses: 0 }, pause: NONE, status: { state: 'live' } }
    }
    case 'listed':
      return afterList(state, input.version)
    case 'moved': {
      const { step } = state
      if (step.phase !== 'watching') return { state, pause: NONE }
      const bookmarked = step.bookmarked || input.bookmark
      const moved = { phase: 'watching', from: input.version, bookmarked } as const
      return { state: { ...state, step: moved, strikes: 0 }, pause: NONE }
    }
    case 'ended':
      return afterEnd(state, input.when)
    case 'failed':
      return afterFault(state, input.fault)
  }
}

const NONE: Pause = { type: 'none' }

function afterList(state: InformerState, version: ResourceVersion): Transition {
  const synced: InformerState = { ...state, synced: true, strikes: 0, misses: 0 }
  if (state.step.phase !== 'streaming-list') {
    return { state: { ...synced, step: { phase: 'opening', from: version } }, pause: NONE }
  }
  // The stream that listed goes on as the watch. It has shown a bookmark, so it is held to more of them.
  const step = { phase: 'watching', from: version, bookmarked: false } as const
  return { state: { ...synced, step }, pause: NONE, status: { state: 'live' } }
}

function afterEnd(state: InformerState, when: 'in-time' | 'early' | 'at-once'): Transition {
  const { step } = state
  if (step.phase === 'streaming-list' || step.phase === 'paged-list') {
    return afterFault(state, { type: 'lost', reason: 'the server ended the list before its end' })
  }
  const opening: InformerState = { ...state, step: { phase: 'opening', from: step.from } }
  if (when === 'in-time') return { state: opening, pause: NONE }
  if (when === 'early') return { state: opening, pause: { type: 'spread' } }
  return afterFault(opening, { type: 'lost', reason: 'the server ends the watch at once, empty' })
}

function afterFault(state: InformerState, fault: Fault): Transition {
  const { reason, retryAfterMs: atLeastMs } = fault
  const backoff: Pause = { type: 'backoff', atLeastMs }
  const struck: InformerState = { ...state, strikes: state.strikes + 1 }
  switch (fault.type) {
    case 'gone': {
      // A list in pages that took longer than its version is kept would do so again; a streaming list has no token to lose.
      const next = state.step.phase === 'paged-list' ? otherWay(struck) : relist(struck)
      return { state: next, pause: { type: 'relist' }, status: outOfStep(state, fault) }
    }
    case 'older':
      return { state: relist(struck), pause: backoff, status: outOfStep(state, fault) }
    case 'invalid':
    case 'no-streaming-list':
      if (state.step.phase === 'streaming-list') {
        const step = { phase: 'paged-list', notOlderThan: state.step.notOlderThan } as const
        return { state: { ...state, method: 'paged-list', step }, pause: NONE }
      }
      return { state: again(struck), pause: backoff, status: outOfStep(state, fault) }
    case 'absent':
      return afterMiss(state, reason)
    case 'forbidden':
      return { state: again(state), pause: backoff, status: { state: 'forbidden', reason } }
    case 'unreachable': {
      const fresh: InformerState = { ...again(state), method: INITIAL.method }
      return { state: fresh, pause: backoff, status: { state: 'unreachable', reason } }
    }
    case 'silent':
      // A server that sends no bookmarks is quiet for as long as nothing changes: that is no failure.
      if (state.step.phase === 'watching' && !state.step.bookmarked) {
        return { state: again(state), pause: NONE }
      }
      return { state: again(state), pause: backoff, status: outOfStep(state, fault) }
    case 'throttled':
      return { state: again(state), pause: backoff, status: outOfStep(state, fault) }
    case 'failed':
    case 'lost': {
      const next = struck.strikes > STRIKES_BEFORE_LIST ? otherWay(struck) : again(struck)
      return { state: next, pause: backoff, status: outOfStep(state, fault) }
    }
  }
}

/** One 404 can be a server that is still starting: only a second one empties the copy. */
function afterMiss(state: InformerState, reason: string): Transition {
  const missed: InformerState = { ...relist(state), misses: state.misses + 1 }
  if (state.synced && missed.misses < 2) {
    return { state: missed, pause: { type: 'backoff' }, status: { state: 'stale', reason } }
  }
  return {
    state: { ...missed, synced: false },
    pause: { type: 'recheck' },
    status: { state: 'absent', reason },
    emptied: true,
  }
}

function outOfStep({ synced }: InformerState, { reason, since }: Fault) {
  return synced
    ? ({ state: 'stale', reason, since } as const)
    : ({ state: 'syncing', reason } as const)
}

/** The same step once more; a watch resumes from where it was. */
function again(state: InformerState): InformerState {
  const { step } = state
  return step.phase === 'watching'
    ? { ...state, step: { phase: 'opening', from: step.from } }
    : state
}

/** What was tried has failed too often: a list instead of the watch, and of the two ways to list the other. */
function otherWay(state: InformerState): InformerState {
  const method = OTHER_METHOD[state.step.phase] ?? state.method
  return relist({ ...state, method, strikes: 0 }, versionOf(state.step))
}

const OTHER_METHOD: Readonly<Partial<Record<Step['phase'], InformerState['method']>>> = {
  'streaming-list': 'paged-list',
  'paged-list': 'streaming-list',
}

function relist(state: InformerState, notOlderThan?: ResourceVersion): InformerState {
  return { ...state, step: { phase: state.method, notOlderThan } }
}

function versionOf(step: Step): ResourceVersion | undefined {
  return 'from' in step ? step.from : step.notOlderThan
}
