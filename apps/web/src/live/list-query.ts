import type { Health } from '@argus/contracts/row'

import { namespaceOf, type SortKey } from './row-compare.ts'
import type { LiveRow } from './resource-store.ts'

/** What a reader wants to see of a list; an empty list of a kind of filter means all. */
export interface ListQuery {
  readonly text: string
  readonly health: readonly Health[]
  readonly clusters: readonly string[]
  readonly namespaces: readonly string[]
  readonly sort: readonly SortKey[]
}

/** Whether a row passes every filter but the one on health: what the counts beside health count. */
export function passesOthers({ item, ...row }: LiveRow, query: ListQuery): boolean {
  if (query.clusters.length > 0 && !query.clusters.includes(row.cluster)) return false
  if (query.namespaces.length > 0 && !query.namespaces.includes(namespaceOf({ item, ...row })))
    return false
  if (query.text === '') return true
  const wanted = query.text.toLowerCase()
  return searchable({ item, ...row }).some((text) => text.toLowerCase().includes(wanted))
}

export function passesHealth({ item }: LiveRow, { health }: ListQuery): boolean {
  return health.length === 0 || health.includes(item.health)
}

function searchable({ item, cluster }: LiveRow): readonly string[] {
  return [
    item.key,
    cluster,
    item.health,
    item.reason,
    ...item.cells.map((cell) => String(cell ?? '')),
  ]
}
