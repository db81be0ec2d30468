import type { Health } from '@argus/contracts/row'

import type { LiveRow } from './resource-store.ts'
import type { Waiting } from './standing-picture.ts'

/** A row that left the list a moment ago and is shown struck out until it folds. */
export interface Ghost {
  readonly row: LiveRow
  readonly at: number
  readonly word: 'gone' | 'no_match'
}

/** The list as it is shown; the same object while only what is in its rows changes. */
export interface ListView {
  readonly ids: readonly string[]
  readonly ghosts: ReadonlyMap<string, Ghost>
  /** Rows that pass all filters. */
  readonly matching: number
  /** Rows that pass all filters but health, by health. */
  readonly counts: ReadonlyMap<Health, number>
  /** Rows that would stand elsewhere, were the order not held. */
  readonly wouldMove: number
  /** What waits while the list stands still; `undefined`: it does not. */
  readonly waiting: Waiting | undefined
}

/** What waits is counted anew at each look, so where something does the views are never the same. */
export function isSameView(one: ListView, other: ListView): boolean {
  return (
    one.ids === other.ids &&
    one.matching === other.matching &&
    one.wouldMove === other.wouldMove &&
    one.waiting === other.waiting &&
    isSameMap(one.counts, other.counts) &&
    isSameMap(one.ghosts, other.ghosts)
  )
}

function isSameMap<K, V>(one: ReadonlyMap<K, V>, other: ReadonlyMap<K, V>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value)
}
