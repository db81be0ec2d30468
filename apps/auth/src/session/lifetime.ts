import type { Grant } from '@argus/contracts/grant'

/** How long a Session lives: unused, and at all. Milliseconds. */
export interface Lifetime {
  readonly idleMs: number
  readonly absoluteMs: number
}

const HOUR_MS = 3_600_000

/** Whoever may change something logs in every day; a reader's screen may stay for a month. */
export function lifetimeOf(grants: readonly Grant[]): Lifetime {
  return { idleMs: IDLE_MS, absoluteMs: mayWrite(grants) ? 12 * HOUR_MS : 30 * 24 * HOUR_MS }
}

/** A Session that is not refreshed for this long is over, whoever's it is. */
export const IDLE_MS = 8 * HOUR_MS

function mayWrite(grants: readonly Grant[]): boolean {
  return grants.some(({ permissions }) =>
    permissions.some(({ verb }) => !['get', 'list', 'watch'].includes(verb)),
  )
}
