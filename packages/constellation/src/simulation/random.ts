import { seeded } from '@argus/testkit/seeded'

/** Chance that is the same in every run with the same seed. */
export interface Random {
  /** A number from 0 up to but not including 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number
  chance(probability: number): boolean
  /** `undefined` only for an empty list. */
  pick<T>(list: readonly T[]): T | undefined
}

/** Good enough to look like life. */
export function seededRandom(seed: number): Random {
  const next = seeded(seed)
  return {
    next,
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)],
  }
}
