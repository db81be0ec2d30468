import { afterClose } from '@argus/contracts/close-code'

/** Why the last connection ended, or the next could not be had. */
export interface Loss {
  /** The close code; `undefined` where there was none: no network, no token, silence. */
  readonly code: number | undefined
  readonly reason: string
}

/**
 * What the next hello carries. `current`: the token at hand; `new`: the last one was refused, get another;
 * `renewed`: that was done, and no welcome came since.
 */
export type Credential = 'current' | 'new' | 'renewed'

/** One connection after the other. `failures` counts those in a row that did not last. */
export type ConnectionState =
  | {
      readonly phase: 'waiting'
      readonly failures: number
      readonly credential: Credential
      readonly notBeforeMs: number
      readonly loss: Loss
    }
  | { readonly phase: 'dialling'; readonly failures: number; readonly credential: Credential }
  | { readonly phase: 'open'; readonly failures: number; readonly connection: string }
  | { readonly phase: 'resting' }
  | { readonly phase: 'stopped'; readonly loss: Loss }

export type ConnectionInput =
  | { readonly type: 'due' }
  | { readonly type: 'welcomed'; readonly connection: string }
  /** `lasted`: the connection was open for so long that earlier failures say nothing any more. */
  | {
      readonly type: 'closed'
      readonly loss: Loss
      readonly lasted: boolean
      readonly retryAfterMs?: number
    }
  /** No connection or no token could be had; it may be different later. */
  | { readonly type: 'failed'; readonly loss: Loss }
  /** There is no session any more: only a person can go on. */
  | { readonly type: 'signed_out'; readonly loss: Loss }
  /** We left on purpose because the gateway asked for it. */
  | { readonly type: 'drained' }
  | { readonly type: 'rested' }
  | { readonly type: 'woken' }

export const FIRST_DIAL: ConnectionState = { phase: 'dialling', failures: 0, credential: 'current' }

/** The next state. Inputs that do not fit a phase leave it as it is: a late timer is no event. */
export function transition(state: ConnectionState, input: ConnectionInput): ConnectionState {
  switch (input.type) {
    case 'due':
      return state.phase === 'waiting' ? dial(state.failures, state.credential) : state
    case 'welcomed':
      return state.phase === 'dialling'
        ? { phase: 'open', failures: state.failures, connection: input.connection }
        : state
    case 'closed':
      return closed(state, input)
    case 'failed':
      return state.phase === 'dialling'
        ? {
            ...state,
            phase: 'waiting',
            failures: state.failures + 1,
            notBeforeMs: 0,
            loss: input.loss,
          }
        : state
    case 'signed_out':
      return { phase: 'stopped', loss: input.loss }
    case 'drained':
      return state.phase === 'open' ? dial(0, 'current') : state
    case 'rested':
      return state.phase === 'stopped' ? state : { phase: 'resting' }
    case 'woken':
      return state.phase === 'resting' || state.phase === 'stopped' ? FIRST_DIAL : state
  }
}

function closed(
  state: ConnectionState,
  { loss, lasted, retryAfterMs = 0 }: Extract<ConnectionInput, { type: 'closed' }>,
): ConnectionState {
  if (state.phase !== 'dialling' && state.phase !== 'open') return state
  const failures = lasted ? 0 : state.failures
  switch (loss.code === undefined ? 'redial' : afterClose(loss.code)) {
    case 'stop':
      return { phase: 'stopped', loss }
    case 'refresh': // once: a second refusal of a new token is not about its age
      return state.phase === 'dialling' && state.credential !== 'current'
        ? { phase: 'stopped', loss }
        : dial(failures, 'new')
    case 'redial':
      return wait({ ...state, failures }, { loss, notBeforeMs: retryAfterMs })
  }
}

function wait(
  state: Extract<ConnectionState, { phase: 'dialling' | 'open' }>,
  { loss, notBeforeMs }: { readonly loss: Loss; readonly notBeforeMs: number },
): ConnectionState {
  const credential = state.phase === 'dialling' ? spent(state.credential) : 'current'
  return { phase: 'waiting', failures: state.failures + 1, credential, notBeforeMs, loss }
}

function dial(failures: number, credential: Credential): ConnectionState {
  return { phase: 'dialling', failures, credential }
}

/** A connection was tried with what was asked for anew: it is not asked for again. */
function spent(credential: Credential): Credential {
  return credential === 'new' ? 'renewed' : credential
}
