import type { Cell, Health } from '@argus/contracts/row'

import type { Compare } from './row-order.ts'
import type { LiveRow } from './resource-store.ts'

/** What a list can be sorted by: a field of every row, or the index of a cell. */
export type SortField =
  | 'health'
  | 'name'
  | 'namespace'
  | 'cluster'
  | 'reason'
  | 'changed'
  | 'age'
  | number

export interface SortKey {
  readonly field: SortField
  readonly descending: boolean
}

/** What needs a person first. */
export const HEALTH_ORDER: readonly Health[] = [
  'Failed',
  'InProgress',
  'Terminating',
  'Unknown',
  'Current',
]

/** Worst health first, then the name: what most come for. */
export const DEFAULT_SORT: readonly SortKey[] = [
  { field: 'health', descending: false },
  { field: 'name', descending: false },
]

/** An order over ids by the keys given, then by name, cluster and id, so that no two rows are ever equal. */
export function comparing(
  rowOf: (id: string) => LiveRow | undefined,
  keys: readonly SortKey[],
): Compare {
  const all = [...keys, ...TIES]
  return (a, b) => {
    const first = rowOf(a)
    const second = rowOf(b)
    if (first === undefined || second === undefined) return text(a, b)
    return compareBy(all, first, second) || text(a, b)
  }
}

/** Whether two states of one object stand at the same place of such an order. */
export function samePlace(before: LiveRow, after: LiveRow, keys: readonly SortKey[]): boolean {
  return before === after || compareBy(keys, before, after) === 0
}

function compareBy(keys: readonly SortKey[], a: LiveRow, b: LiveRow): number {
  for (const { field, descending } of keys) {
    const result = compareField(field, a, b)
    if (result !== 0) return descending ? -result : result
  }
  return 0
}

const TIES: readonly SortKey[] = [
  { field: 'name', descending: false },
  { field: 'cluster', descending: false },
]

function compareField(field: SortField, a: LiveRow, b: LiveRow): number {
  switch (field) {
    case 'health':
      return HEALTH_ORDER.indexOf(a.item.health) - HEALTH_ORDER.indexOf(b.item.health)
    case 'name':
      return text(nameOf(a), nameOf(b))
    case 'namespace':
      return text(namespaceOf(a), namespaceOf(b))
    case 'cluster':
      return text(a.cluster, b.cluster)
    case 'reason':
      return text(a.item.reason, b.item.reason)
    case 'changed':
      return b.item.changed - a.item.changed // the time that has gone by: least first
    case 'age':
      return b.item.created - a.item.created
    default:
      return compareCells(a.item.cells[field] ?? null, b.item.cells[field] ?? null)
  }
}

/** Nothing comes last, numbers by size, the rest as text in which numbers count as numbers. */
function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return text(String(a), String(b))
}

export function nameOf({ item: { key } }: LiveRow): string {
  return key.slice(key.indexOf('/') + 1)
}

export function namespaceOf({ item: { key } }: LiveRow): string {
  return key.slice(0, key.indexOf('/'))
}

function text(a: string, b: string): number {
  return a === b ? 0 : collator.compare(a, b) || (a < b ? -1 : 1)
}

const collator = new Intl.Collator('en', { numeric: true })
