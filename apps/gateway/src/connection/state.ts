import type { ClientFrame } from '@argus/contracts/client-frame'
import { CloseCode } from '@argus/contracts/close-code'

/** Where a connection is. Nothing but its first frame authenticates it. */
export type ConnectionState =
  | { readonly phase: 'awaiting-hello' }
  /** What the client says meanwhile waits for the answer. */
  | { readonly phase: 'admitting'; readonly waiting: readonly ClientFrame[] }
  | { readonly phase: 'open' }
  | { readonly phase: 'closing' }

export type ConnectionInput =
  | { readonly type: 'frame'; readonly frame: ClientFrame }
  | { readonly type: 'unknown'; readonly id: string | undefined }
  | { readonly type: 'bad' }
  | { readonly type: 'admitted' }
  | { readonly type: 'hello-late' }
  | { readonly type: 'end'; readonly code: CloseCode }

/** What the driver does. */
export type ConnectionCommand =
  | { readonly do: 'admit'; readonly token: string }
  | { readonly do: 'welcome' }
  | { readonly do: 'obey'; readonly frame: Exclude<ClientFrame, { type: 'hello' }> }
  | { readonly do: 'refuse-unknown'; readonly id: string | undefined }
  | { readonly do: 'close'; readonly code: CloseCode }

export interface ConnectionStep {
  readonly state: ConnectionState
  readonly commands: readonly ConnectionCommand[]
}

export const INITIAL: ConnectionState = { phase: 'awaiting-hello' }

/** What an input makes of a connection. */
export function transition(state: ConnectionState, input: ConnectionInput): ConnectionStep {
  if (state.phase === 'closing') return { state, commands: [] }
  switch (input.type) {
    case 'frame':
      return afterFrame(state, input.frame)
    case 'unknown':
      if (state.phase === 'awaiting-hello') return close(CloseCode.BadFrame)
      return { state, commands: [{ do: 'refuse-unknown', id: input.id }] }
    case 'bad':
      return close(CloseCode.BadFrame)
    case 'admitted':
      return afterAdmission(state)
    case 'hello-late':
      return state.phase === 'awaiting-hello' ? close(CloseCode.NoHello) : stay(state)
    case 'end':
      return close(input.code)
  }
}

type Alive = Exclude<ConnectionState, { phase: 'closing' }>

function afterFrame(state: Alive, frame: ClientFrame): ConnectionStep {
  switch (state.phase) {
    case 'awaiting-hello':
      if (frame.type !== 'hello') return close(CloseCode.BadFrame)
      return {
        state: { phase: 'admitting', waiting: [] },
        commands: [{ do: 'admit', token: frame.token }],
      }
    case 'admitting':
      if (frame.type === 'hello') return close(CloseCode.BadFrame)
      return stay({ phase: 'admitting', waiting: [...state.waiting, frame] })
    case 'open':
      if (frame.type === 'hello') return close(CloseCode.BadFrame)
      return { state, commands: [{ do: 'obey', frame }] }
  }
}

function afterAdmission(state: Alive): ConnectionStep {
  if (state.phase !== 'admitting') return stay(state)
  const obeyed = state.waiting.flatMap((frame) =>
    frame.type === 'hello' ? [] : [{ do: 'obey' as const, frame }],
  )
  return { state: OPEN, commands: [{ do: 'welcome' }, ...obeyed] }
}

/** One for all: there are thousands. */
const OPEN: ConnectionState = { phase: 'open' }

function close(code: CloseCode): ConnectionStep {
  return { state: { phase: 'closing' }, commands: [{ do: 'close', code }] }
}

function stay(state: ConnectionState): ConnectionStep {
  return { state, commands: [] }
}
