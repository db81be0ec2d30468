/**
 * When something was last heard, and whether an answer is awaited. A page cannot see pings, and a quiet system sends
 * nothing, so after a while of silence the gateway is asked something that it always answers.
 */
export type LivenessState =
  | { readonly phase: 'heard'; readonly at: number }
  | { readonly phase: 'asked'; readonly at: number; readonly heardAt: number }

/** `silent`: readers should be told; `give_up`: the connection is taken for dead. */
export type Verdict = 'fine' | 'ask' | 'silent' | 'give_up'

/** How often to look, in milliseconds. */
export const LOOK_EVERY_MS = 500

/** What a silence means. `late`: by how much the look itself came late: then the machine slept, not the gateway. */
export function judge(state: LivenessState, now: number, late: number): Verdict {
  if (state.phase === 'heard')
    return late > SLEPT_MS || now - state.at >= ASK_AFTER_MS ? 'ask' : 'fine'
  if (late > SLEPT_MS) return 'ask' // the answer may lie unread: ask again and wait from now
  const unanswered = now - state.at
  if (unanswered >= GIVE_UP_MS) return 'give_up'
  return unanswered >= SILENT_MS ? 'silent' : 'fine'
}

/** Silence is told 5 s after the last word: 2 s until the question, 3 s for its answer. */
const ASK_AFTER_MS = 2_000
const SILENT_MS = 3_000
/** Above the answer times of a gateway that is merely busy. */
const GIVE_UP_MS = 7_000
/** Looks held up for so long were held up by sleep, not by load. */
const SLEPT_MS = 3_000
