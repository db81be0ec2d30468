/** Changes in each of the last seconds, newest last. `from` is the second, since the epoch, of the first count. */
export interface Rate {
  readonly from: number
  readonly counts: readonly number[]
}

/** Fifteen minutes: what an overview shows. */
export const RATE_SECONDS = 900

export function emptyRate(now: number): Rate {
  return { from: secondOf(now), counts: [0] }
}

/** Counts `changes` at `now`, and lets seconds that are too old go. */
export function counted({ from, counts }: Rate, changes: number, now: number): Rate {
  const gap = Math.min(RATE_SECONDS, Math.max(0, secondOf(now) - (from + counts.length - 1)))
  const all = [...counts, ...Array.from({ length: gap }, () => 0)]
  all[all.length - 1] = (all.at(-1) ?? 0) + changes
  const dropped = Math.max(0, all.length - RATE_SECONDS)
  return { from: secondOf(now) - all.length + 1 + dropped, counts: all.slice(dropped) }
}

/** Changes per second over the last `seconds` that are over, the running one left out. */
export function perSecond(rate: Rate, now: number, seconds = 5): number {
  const { counts } = counted(rate, 0, now)
  const over = counts.slice(0, -1).slice(-seconds)
  return over.length === 0 ? 0 : over.reduce((sum, count) => sum + count, 0) / over.length
}

function secondOf(now: number): number {
  return Math.floor(now / 1_000)
}
