/** A ratio as it was recorded, and which way is better. */
export interface Recorded {
  readonly value: number
  readonly better: 'less' | 'more'
}

/** What became of a recorded ratio. */
export type Verdict =
  | {
      readonly type: 'held'
      readonly id: string
      readonly recorded: number
      readonly value: number
    }
  | {
      readonly type: 'worse'
      readonly id: string
      readonly recorded: number
      readonly value: number
      readonly percent: number
    }
  | { readonly type: 'missing'; readonly id: string; readonly recorded: number }

/** By so much of its recorded value a ratio may be worse: what a machine with other work on it makes of a median. */
const TOLERANCE = 0.1

/**
 * Judges each recorded ratio by the best of its measurements, one of each run: what slows a run down for a while makes a ratio
 * worse, and nothing makes it better by chance for long.
 */
export function compare(
  recorded: Readonly<Record<string, Recorded>>,
  runs: readonly ReadonlyMap<string, number>[],
): readonly Verdict[] {
  return Object.entries(recorded).map(([id, { value: was, better }]): Verdict => {
    const values = runs.flatMap((run) => run.get(id) ?? [])
    if (values.length === 0) return { type: 'missing', id, recorded: was }
    const value = better === 'less' ? Math.min(...values) : Math.max(...values)
    const share = better === 'less' ? value / was - 1 : was / value - 1
    // Not every decimal fraction is one in binary: 1.1 of 1 is no more than a tenth above it.
    return share > TOLERANCE + Number.EPSILON
      ? { type: 'worse', id, recorded: was, value, percent: Math.round(share * 100) }
      : { type: 'held', id, recorded: was, value }
  })
}
