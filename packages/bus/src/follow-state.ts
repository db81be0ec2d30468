import type { Position } from '@argus/contracts/position'
import type { Batch, TopicMessage } from '@argus/contracts/record'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { batchesAfter, isRecord, type WholeRead } from './merge.ts'
import type { StoredMeta } from './meta.ts'
import {
  doubted,
  sameStatus,
  statusOf,
  type Doubt,
  type Glanced,
  type Held,
  type Standing,
} from './standing.ts'
import type { FollowEvent } from './topic-log.ts'

/** What a follower has told its consumer; `shape` is its hash. */
interface Told {
  readonly copy: Position | undefined
  readonly status: TopicStatus | undefined
  readonly shape: string | undefined
}

/**
 * Where a follower stands. `behind`: it cannot prove that it has seen all; `next` is whether reading makes sense now,
 * or only once there is a sign that something has changed (Redis answers, an epoch begins, a list is complete).
 */
export type FollowState =
  | {
      readonly phase: 'behind'
      readonly next: 'read' | 'sign'
      readonly torn: number
      readonly told: Told
    }
  | { readonly phase: 'live'; readonly told: Told & { readonly copy: Position } }

export type FollowInput =
  /** Announced by the writer. */
  | { readonly type: 'message'; readonly message: TopicMessage }
  /** Messages may be missing: the subscription was interrupted, fell too far behind, or carried something unreadable. */
  | { readonly type: 'lost' }
  /** All that was announced before has come. `asked`: the copy's Position when the question was sent. */
  | { readonly type: 'checked'; readonly found: Glanced; readonly asked: Position | undefined }
  /** Redis does not answer. */
  | { readonly type: 'down' }
  | ReadResult

export type ReadResult =
  | {
      readonly type: 'read-all'
      readonly meta: StoredMeta
      readonly owned: boolean
      readonly whole: WholeRead
    }
  | { readonly type: 'read-changes'; readonly standing: Standing; readonly whole: WholeRead }
  /** There is nothing to read, or nothing that may replace the copy. */
  | { readonly type: 'nothing-to-read'; readonly standing: Standing }
  /** A message that the pages needed is missing, or an epoch began meanwhile. */
  | { readonly type: 'torn' }
  | { readonly type: 'read-failed'; readonly doubt: Doubt | undefined }

export interface FollowStep {
  readonly state: FollowState
  readonly emit: readonly FollowEvent[]
}

export const BEGINNING: FollowState = {
  phase: 'behind',
  next: 'read',
  torn: 0,
  told: { copy: undefined, status: undefined, shape: undefined },
}

/** Reads that were torn are tried again at once so often; then the next check decides, or Redis would get no rest. */
const TORN_TRIES = 3

/** What one input makes of a follower, and what its consumer is told. */
export function follow(state: FollowState, input: FollowInput, now: number): FollowStep {
  switch (input.type) {
    case 'message':
      return onMessage(state, input.message)
    case 'checked':
      return onChecked(state, input, now)
    case 'lost':
      return { state: behind(state, 'read'), emit: [] }
    case 'torn':
      return { state: tornAgain(state), emit: [] }
    case 'down':
      return doubt(behind(state, 'sign'), 'down', now)
    case 'read-failed':
      return input.doubt === undefined
        ? { state: behind(state, 'sign'), emit: [] }
        : doubt(behind(state, 'sign'), input.doubt, now)
    case 'nothing-to-read':
      return tell(behind(state, 'sign'), statusOf(input.standing, held(state), now))
    case 'read-all':
      return onReadAll(state, input, now)
    case 'read-changes':
      return onReadChanges(state, input, now)
  }
}

/** What the consumer has, as far as a Topic's status depends on it. */
export function held({ phase, told: { copy, status } }: FollowState): Held {
  if (copy === undefined) return { copy: 'none', status }
  return { copy: phase === 'live' ? 'current' : 'older', status }
}

function onMessage(state: FollowState, message: TopicMessage): FollowStep {
  switch (message.type) {
    case 'batch':
      return state.phase === 'live' ? onBatch(state, message) : { state, emit: [] }
    case 'epoch':
      if (message.epoch === state.told.copy?.epoch) return { state, emit: [] }
      return { state: behind(state, 'read'), emit: [] }
    case 'status':
      // Behind, it is a sign: a first list may be complete.
      if (state.phase === 'behind') return { state: behind(state, 'read'), emit: [] }
      return tell(state, message.status)
    case 'shape':
      if (message.shape.hash === state.told.shape) return { state, emit: [] }
      return {
        state: telling(state, { shape: message.shape.hash }),
        emit: [{ type: 'shape', shape: message.shape }],
      }
  }
}

function onBatch(state: FollowState & { phase: 'live' }, batch: Batch): FollowStep {
  const next = batchesAfter(state.told.copy, [batch])
  if (next === undefined) return { state: behind(state, 'read'), emit: [] }
  if (next.length === 0) return { state, emit: [] }
  return { state: liveAt(state, batch), emit: [{ type: 'batch', batch }] }
}

/** Finds what no message told: a lost last one, a new epoch or shape, a Topic set back, a dead owner. */
function onChecked(
  state: FollowState,
  { found, asked }: FollowInput & { type: 'checked' },
  now: number,
): FollowStep {
  const { meta } = found
  if (meta === undefined) {
    // Asked before the copy was read, it only says that there was nothing then.
    const outdated = state.phase === 'live' && asked?.epoch !== state.told.copy.epoch
    if (outdated) return { state, emit: [] }
    return tell(behind(state, 'sign'), statusOf(found, held(state), now))
  }
  if (state.phase === 'behind') return { state: behind(state, 'read'), emit: [] }
  const { copy } = state.told
  const { epoch, seq } = meta.position
  // The copy went on while the answer travelled, so the Topic was set back only if it is behind what was held then.
  const setBack = asked?.epoch === epoch && seq < asked.seq
  const reshaped = meta.hash !== undefined && meta.hash !== state.told.shape
  if (epoch !== copy.epoch || seq > copy.seq || setBack || reshaped) {
    return { state: behind(state, 'read'), emit: [] }
  }
  return tell(state, statusOf(found, held(state), now))
}

function onReadAll(
  state: FollowState,
  { meta, owned, whole }: FollowInput & { type: 'read-all' },
  now: number,
): FollowStep {
  const { floor, shape, stats } = meta
  const position = { epoch: meta.position.epoch, seq: whole.at }
  const found = statusOf({ meta, owned }, held(state), now)
  const known = state.told.status
  const status = known !== undefined && sameStatus(known, found) ? known : found
  return {
    state: { phase: 'live', told: { copy: position, status, shape: shape?.hash } },
    emit: [
      {
        type: 'snapshot',
        meta: { position, floor, status, shape, stats },
        records: whole.entries.filter(isRecord),
      },
    ],
  }
}

function onReadChanges(
  state: FollowState,
  { standing, whole }: FollowInput & { type: 'read-changes' },
  now: number,
): FollowStep {
  const { copy } = state.told
  if (copy === undefined) return { state: behind(state, 'read'), emit: [] }
  const { epoch } = copy
  const described = describe(liveAt(state, { epoch, at: whole.at }), standing, now)
  if (whole.at === copy.seq) return described
  const { at, time, entries } = whole
  return {
    state: described.state,
    emit: [
      { type: 'hole', from: copy, to: { epoch, seq: at } },
      {
        type: 'batch',
        batch: { type: 'batch', epoch, prev: copy.seq, at, time, records: [...entries] },
      },
      ...described.emit,
    ],
  }
}

/** Tells status and shape where they differ from what was told. */
function describe(state: FollowState, standing: Standing, now: number): FollowStep {
  const shape = standing.meta?.shape
  const step = tell(state, statusOf(standing, held(state), now))
  if (shape === undefined || shape.hash === state.told.shape) return step
  return {
    state: telling(step.state, { shape: shape.hash }),
    emit: [...step.emit, { type: 'shape', shape }],
  }
}

function doubt(state: FollowState, why: Doubt, now: number): FollowStep {
  return tell(state, doubted(state.told.status, why, now))
}

function tell(state: FollowState, status: TopicStatus): FollowStep {
  if (sameStatus(state.told.status, status)) return { state, emit: [] }
  return { state: telling(state, { status }), emit: [{ type: 'status', status }] }
}

function telling(state: FollowState, told: Partial<Omit<Told, 'copy'>>): FollowState {
  return state.phase === 'live'
    ? { ...state, told: { ...state.told, ...told } }
    : { ...state, told: { ...state.told, ...told } }
}

function behind({ told }: FollowState, next: 'read' | 'sign'): FollowState {
  return { phase: 'behind', next, torn: 0, told }
}

function tornAgain(state: FollowState): FollowState {
  const torn = state.phase === 'behind' ? state.torn + 1 : 1
  return { phase: 'behind', next: torn < TORN_TRIES ? 'read' : 'sign', torn, told: state.told }
}

function liveAt(
  { told }: FollowState,
  { epoch, at }: { readonly epoch: string; readonly at: number },
): FollowState {
  return { phase: 'live', told: { ...told, copy: { epoch, seq: at } } }
}
