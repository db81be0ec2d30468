import type { Record } from '@argus/contracts/record'

import type { Cut, Part } from './cut.ts'

/** Behind which object a page begins. */
export interface Place {
  readonly cluster: string
  readonly key: string
}

export interface Entry {
  readonly part: Part
  readonly record: Record
}

/** The next objects of a cut, by cluster and Key. */
export function entriesAfter(
  { parts }: Cut,
  { after, most }: { readonly after: Place | undefined; readonly most: number },
): readonly Entry[] {
  const entries: Entry[] = []
  for (const part of parts) {
    if (after !== undefined && part.cluster < after.cluster) continue
    if (entries.length === most) break
    const key = part.cluster === after?.cluster ? after.key : ''
    const records = firstAfter(part.chosen, { key, most: most - entries.length })
    entries.push(...records.map((record) => ({ part, record })))
  }
  return entries
}

/**
 * The first so many Records behind a Key. One pass for each page: to sort a hundred thousand at once would hold
 * everybody up for longer than all pages together.
 */
function firstAfter(
  records: readonly Record[],
  { key, most }: { readonly key: string; readonly most: number },
): readonly Record[] {
  let kept: Record[] = []
  let bound: string | undefined
  for (const record of records) {
    if (record.key <= key || (bound !== undefined && record.key >= bound)) continue
    kept.push(record)
    if (kept.length < 2 * most) continue
    kept = kept.toSorted(byKey).slice(0, most)
    bound = kept.at(-1)?.key
  }
  return kept.toSorted(byKey).slice(0, most)
}

function byKey(one: Record, other: Record): number {
  return one.key < other.key ? -1 : 1
}
