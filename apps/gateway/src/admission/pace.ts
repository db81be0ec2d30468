/** How many handshakes may begin now, and as of when that was counted (milliseconds). */
export interface Pace {
  readonly left: number
  readonly at: number
}

export interface Handshakes {
  readonly perSecond: number
  readonly now: number
}

/**
 * Takes one handshake; `waitMs` above zero: none is left, and one will be after so long. What is spared is kept for a
 * fifth of a second only: a handshake and the check of its token keep a core busy for half a millisecond, and what is
 * open already must not stand still while thousands dial again.
 */
export function takeHandshake(
  { left, at }: Pace,
  { perSecond, now }: Handshakes,
): { readonly pace: Pace; readonly waitMs: number } {
  const earned = (Math.max(now - at, 0) / 1_000) * perSecond
  const most = Math.max(perSecond * KEPT_SECONDS, 1)
  const has = Math.min(left + earned, most)
  if (has >= 1) return { pace: { left: has - 1, at: now }, waitMs: 0 }
  return { pace: { left: has, at: now }, waitMs: Math.ceil(((1 - has) / perSecond) * 1_000) }
}

export const FULL_PACE = (now: number): Pace => ({ left: Number.POSITIVE_INFINITY, at: now })

const KEPT_SECONDS = 0.2
