import type { Bucketing, SummaryChart } from '@argus/contracts/plugin-summary'

import { bucketKey, bucketsOf, type Bucket, type CountedObject } from './bucketing.ts'
import { kindKey } from './tally.ts'

/** The objects of one heap, or of one place in a table: how many, and of which kinds (`group/resource`). */
export interface Heap {
  readonly count: number
  readonly kinds: ReadonlySet<string>
}

export interface Chart {
  readonly rows: readonly Bucket[]
  /** Empty where there is one bucketing only. */
  readonly columns: readonly Bucket[]
  readonly total: number
  readonly at: (row: string, column?: string) => Heap
}

/** Counts objects as a chart of a manifest says. */
export function chartOf(
  { rows, columns }: Pick<SummaryChart, 'rows' | 'columns'>,
  objects: readonly CountedObject[],
  now: number,
): Chart {
  const heaps = new Map<string, { count: number; kinds: Set<string> }>()
  for (const object of objects) {
    const place = placeOf(bucketKey(rows, object, now), columns && bucketKey(columns, object, now))
    const heap = heaps.get(place) ?? { count: 0, kinds: new Set() }
    heap.count += 1
    heap.kinds.add(kindKey(object.kind))
    heaps.set(place, heap)
  }
  const listed = (bucketing: Bucketing | undefined) =>
    bucketing === undefined ? [] : bucketsOf(bucketing, objects, now)
  return {
    rows: listed(rows),
    columns: listed(columns),
    total: objects.length,
    at: (row, column) => heaps.get(placeOf(row, column)) ?? NO_HEAP,
  }
}

function placeOf(row: string, column: string | undefined): string {
  return JSON.stringify([row, column])
}

const NO_HEAP: Heap = { count: 0, kinds: new Set() }
