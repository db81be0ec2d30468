/** How many reads somebody may still make, and as of when that was counted (milliseconds). */
export interface Allowance {
  readonly left: number
  readonly at: number
}

export interface Taking {
  readonly perSecond: number
  readonly now: number
}

/**
 * Takes one read; `waitMs` above zero: none is left, and one will be after so long. What is spared is kept for a few
 * seconds: a program reads page after page, then rests.
 */
export function takeRead(
  held: Allowance | undefined,
  { perSecond, now }: Taking,
): { readonly allowance: Allowance; readonly waitMs: number } {
  const most = perSecond * SAVED_SECONDS
  const earned = held === undefined ? most : (Math.max(now - held.at, 0) / 1_000) * perSecond
  const has = Math.min((held?.left ?? 0) + earned, most)
  if (has >= 1) return { allowance: { left: has - 1, at: now }, waitMs: 0 }
  return { allowance: { left: has, at: now }, waitMs: Math.ceil(((1 - has) / perSecond) * 1_000) }
}

/** Whether an allowance says no more than none would: all is earned back. */
export function isFull({ at }: Allowance, now: number): boolean {
  return now - at >= SAVED_SECONDS * 1_000
}

const SAVED_SECONDS = 5
