import type { PluginResource } from '@argus/contracts/plugin-manifest'

import type { CountedObject } from './bucketing.ts'
import type { ResourceState } from './resource-store.ts'

/** The objects of a kind in the clusters given or (an empty list) in all. A column is found by its name, in each cluster's own order. */
export function countedObjects(
  kind: PluginResource,
  { clusters }: ResourceState,
  scope: readonly string[],
): readonly CountedObject[] {
  return [...clusters.values()].flatMap(({ topic, shape, rows }) => {
    if (scope.length > 0 && !scope.includes(topic.cluster)) return []
    const places = new Map(shape.columns.map(({ name }, at) => [name, at]))
    return [...rows.values()].map((row) => ({
      kind,
      row,
      cell: (column: string) => {
        const place = places.get(column)
        return place === undefined ? undefined : (row.item.cells[place] ?? null)
      },
    }))
  })
}
