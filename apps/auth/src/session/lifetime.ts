import type { Grant } from '@argus/contracts/grant'

/** How long a Session lives: unused, and at all. Milliseconds. */
export interface Lifetime {
  readonly idleMs: number
  readonly absoluteMs: number
}

const HOUR_MS = 3_600_000

/** Whoever may change something logs in every day; a reader's screen may stay for a month. */
export function lifetimeOf(grants: readonly Grant[]): Lifetime {
  return {
    idleMs: IDLE_MS,
    absoluteMs: mayWrite(grants) ? WRITER_ABSOLUTE_MS : READER_ABSOLUTE_MS,
  }
}

/** A Session that is not refreshed for this long is over, whoever's it is. */
export const IDLE_MS = 8 * HOUR_MS

/** The most that any Session of a user who may change something lives, also one that was opened before they might. */
export const WRITER_ABSOLUTE_MS = 12 * HOUR_MS
const READER_ABSOLUTE_MS = 30 * 24 * HOUR_MS

/** Verbs that change nothing. */
export const READING_VERBS = ['get', 'list', 'watch'] as const

function mayWrite(grants: readonly Grant[]): boolean {
  const reading: readonly string[] = READING_VERBS
  return grants.some(({ permissions }) => permissions.some(({ verb }) => !reading.includes(verb)))
}
