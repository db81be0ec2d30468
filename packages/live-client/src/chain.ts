/**
 * How far a copy of one Topic can be trusted. `reading`: pages of a snapshot are awaited, `begun` once the first came;
 * `resuming`: the gateway was asked to go on from `at`; `live`: everything up to `at` is in the copy.
 */
export type ChainState =
  | { readonly phase: 'reading'; readonly begun: boolean }
  | { readonly phase: 'resuming'; readonly at: string }
  | { readonly phase: 'live'; readonly at: string }

/** What a frame says about the order of things, without its content. */
export type ChainInput =
  | { readonly type: 'page'; readonly first: boolean }
  | { readonly type: 'synced'; readonly at: string; readonly resumed: boolean }
  | { readonly type: 'step'; readonly prev: string; readonly at: string }
  | { readonly type: 'lost' }

/** `accept`: take the content; `known`: the copy has it already; `hole`: something is missing, read again. */
export type ChainStep =
  | { readonly verdict: 'accept' | 'known'; readonly state: ChainState }
  | { readonly verdict: 'hole'; readonly state: ChainState }

export const UNREAD: ChainState = { phase: 'reading', begun: false }

/** Where a copy stands after a frame. Whatever cannot be continued is a hole: nothing is ever guessed. */
export function advance(state: ChainState, input: ChainInput): ChainStep {
  switch (input.type) {
    case 'page':
      return page(state, input.first)
    case 'synced':
      return synced(state, input)
    case 'step':
      return step(state, input)
    case 'lost': // what was read so far of a snapshot is worth nothing; a Position is
      return accept(state.phase === 'reading' ? UNREAD : { phase: 'resuming', at: state.at })
  }
}

function page(state: ChainState, first: boolean): ChainStep {
  const continues = state.phase === 'reading' && state.begun
  return first || continues ? accept({ phase: 'reading', begun: true }) : HOLE
}

function synced(state: ChainState, { at, resumed }: { at: string; resumed: boolean }): ChainStep {
  if (!resumed) return accept({ phase: 'live', at }) // the pages before it, or a snapshot of nothing
  return state.phase !== 'reading' && state.at === at ? accept({ phase: 'live', at }) : HOLE
}

function step(state: ChainState, { prev, at }: { prev: string; at: string }): ChainStep {
  if (state.phase === 'reading') return HOLE
  if (state.at === prev) return accept({ ...state, at })
  // Two subscriptions of one connection may hold one View: its steps then come twice.
  return state.at === at ? { verdict: 'known', state } : HOLE
}

function accept(state: ChainState): ChainStep {
  return { verdict: 'accept', state }
}

const HOLE: ChainStep = { verdict: 'hole', state: UNREAD }
