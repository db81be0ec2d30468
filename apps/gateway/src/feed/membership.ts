import type { Record } from '@argus/contracts/record'
import type { Row } from '@argus/contracts/row'

/** What a View asks of an object; the Feed's own copy answers, for the state before a change as for the one after. */
export interface Sight {
  readonly shape: 'row' | 'object'
  matches(record: Record): boolean
  /** What this View shows of a row. */
  rowOf(record: Record): Row
}

/** One change of a Key in a Feed: what it held before, and what it holds now. */
export interface Change {
  readonly before: Record | undefined
  readonly after: Record | undefined
}

/** Whether a member of the View can tell the two states apart. */
export function shows(sight: Sight, { before, after }: Change): boolean {
  const was = contains(sight, before)
  const is = contains(sight, after)
  if (!was || !is || before === undefined || after === undefined) return was || is
  return sight.shape === 'object' || before.uid !== after.uid || !sameRow(sight, { before, after })
}

/**
 * The one event that takes a member from a View that had the Key, or not, to the Feed's state now. Leaving a selector,
 * a namespace or the cluster all read the same: the new state of what left is nobody's business.
 */
export function eventOf(had: boolean, has: boolean): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  if (has) return had ? 'MODIFIED' : 'ADDED'
  return had ? 'DELETED' : undefined
}

export function contains(sight: Sight, record: Record | undefined): boolean {
  return record !== undefined && sight.matches(record)
}

function sameRow(sight: Sight, { before, after }: { before: Record; after: Record }): boolean {
  return JSON.stringify(sight.rowOf(before)) === JSON.stringify(sight.rowOf(after))
}
