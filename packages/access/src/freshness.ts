import type { Freshness } from './authority/event.ts'

/** Unheard for this long, delivery stops; for this long, sockets close. What auth revoked meanwhile is not known. */
const STOP_AFTER_MS = 15_000
const CLOSE_AFTER_MS = 60_000

/** What freshness depends on. */
export interface Hearing {
  /** When auth was last heard, in milliseconds; `undefined`: never. */
  readonly heardAt: number | undefined
  /** A Notice is known to exist and has not been read. */
  readonly hole: boolean
}

/** How far what is known of revocations may be trusted at `now`. An unread Notice stops delivery at once. */
export function freshnessAt({ heardAt, hole }: Hearing, now: number): Freshness {
  if (heardAt === undefined || now - heardAt >= CLOSE_AFTER_MS) return 'closed'
  return hole || now - heardAt >= STOP_AFTER_MS ? 'stopped' : 'fresh'
}

/** How long until silence alone changes it, in milliseconds; `undefined` when nothing but hearing auth can. */
export function untilChange({ heardAt }: Hearing, now: number): number | undefined {
  if (heardAt === undefined) return undefined
  const silent = now - heardAt
  if (silent < STOP_AFTER_MS) return STOP_AFTER_MS - silent
  return silent < CLOSE_AFTER_MS ? CLOSE_AFTER_MS - silent : undefined
}
