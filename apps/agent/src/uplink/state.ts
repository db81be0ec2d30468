/**
 * Why a line ended. `refused`: the watcher was told a key that is not good, or what no agent says. `displaced`: somebody
 * else holds a line with the same key.
 */
export type LineEndType = 'lost' | 'refused' | 'displaced'

/**
 * How the agent stands to the watcher. Who is `refused` or `displaced` dials all the same, seldom: an administrator may
 * think better of it, and the other agent may be gone.
 */
export type UplinkState =
  | { readonly phase: 'dialling'; readonly failures: number }
  | { readonly phase: 'open'; readonly since: number }
  | {
      readonly phase: 'waiting' | 'refused' | 'displaced'
      readonly failures: number
      readonly delayMs: number
      readonly reason: string
    }

export type UplinkInput =
  | { readonly type: 'dial' }
  | { readonly type: 'welcomed'; readonly now: number }
  | {
      readonly type: 'ended'
      readonly now: number
      /** From 0 up to 1. */
      readonly random: number
      readonly why: LineEndType
      readonly reason: string
    }

const FIRST_MS = 500
const CAP_MS = 15_000
const SELDOM_MS = 60_000
/** A line that lasted so long was a good one: the next is dialled at once, or nearly. */
const GOOD_MS = 20_000

export const FIRST_STATE: UplinkState = { phase: 'dialling', failures: 0 }

/** What comes after an input; how long to wait is at random, so that agents that were cut together do not dial together. */
export function transition(state: UplinkState, input: UplinkInput): UplinkState {
  switch (input.type) {
    case 'dial':
      return { phase: 'dialling', failures: 'failures' in state ? state.failures : 0 }
    case 'welcomed':
      return { phase: 'open', since: input.now }
    case 'ended': {
      const { now, random, why, reason } = input
      const lasted = state.phase === 'open' ? now - state.since : 0
      const failures = lasted >= GOOD_MS ? 0 : failuresOf(state) + 1
      // Whose line had lasted takes its place back at once: of two agents, the newcomer is to give way.
      if (why === 'refused' || (why === 'displaced' && lasted < GOOD_MS))
        return { phase: why, failures, delayMs: SELDOM_MS * (0.5 + random), reason }
      const most = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 10))
      return { phase: 'waiting', failures, delayMs: most * random, reason }
    }
  }
}

function failuresOf(state: UplinkState): number {
  return 'failures' in state ? state.failures : 0
}
