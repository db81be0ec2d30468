/** How many denials of one user's are written down in a minute; the rest are counted. */
const PER_WINDOW = 10
const WINDOW_MS = 60_000

/** So many users are kept apart; beyond, the one who was denied first is forgotten, and begins anew. */
const USERS = 10_000

/** What is to be written of a denial: nothing, or that it happened, after so many that were left out. */
export type Sampled =
  | { readonly type: 'left_out' }
  | { readonly type: 'written'; readonly leftOut: number }

/**
 * Picks the denials that history keeps: whoever tries doors all day must not fill it, and must not be lost in it. Holds
 * a bounded number of users; each process counts for itself.
 */
export function createDenialSample(clock: { now(): number }): (userId: string) => Sampled {
  const windows = new Map<string, Window>()
  return (userId) => {
    const now = clock.now()
    const last = windows.get(userId)
    if (last === undefined || now - last.since >= WINDOW_MS) {
      windows.delete(userId)
      windows.set(userId, { since: now, written: 1, leftOut: 0 })
      forgetBeyond(windows)
      return { type: 'written', leftOut: last?.leftOut ?? 0 }
    }
    if (last.written >= PER_WINDOW) {
      last.leftOut += 1
      return { type: 'left_out' }
    }
    last.written += 1
    return { type: 'written', leftOut: 0 }
  }
}

interface Window {
  readonly since: number
  written: number
  leftOut: number
}

function forgetBeyond(windows: Map<string, Window>): void {
  const [first] = windows.keys()
  if (windows.size > USERS && first !== undefined) windows.delete(first)
}
