/** How often a process failed in a row, and how long to wait before it is started again. */
export interface Restart {
  readonly failures: number
  readonly delayMs: number
}

/**
 * What follows when a process that nobody stopped has ended after `ranMs`: the wait doubles with each failure, up to
 * ten seconds, and is short again once a process has lasted a minute.
 */
export function restartAfter(failures: number, ranMs: number): Restart {
  const before = ranMs >= LASTED_MS ? 0 : failures
  return { failures: before + 1, delayMs: Math.min(LONGEST_MS, SHORTEST_MS * 2 ** before) }
}

const SHORTEST_MS = 250
const LONGEST_MS = 10_000
const LASTED_MS = 60_000
