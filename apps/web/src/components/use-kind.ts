import type { TopicShape } from '@argus/contracts/record'
import { useMemo } from 'react'

import { usePlugins } from '../live/kinds.ts'
import type { ResourceOutline } from '../live/outline.ts'
import { plainText } from '../live/words.ts'
import { pluralName } from '../paths.ts'

/** What a list calls itself, and what its columns and namespaces are. */
export interface KindWords {
  readonly title: string
  readonly plugin: string
  readonly shape: TopicShape | undefined
  readonly namespaces: readonly string[]
}

export function useKind(group: string, resource: string, state: ResourceOutline): KindWords {
  const { data: plugins = [] } = usePlugins()
  const slices = [...state.clusters.values()]
  // Clusters may serve different versions; the columns of the first that has any stand for all.
  const shape = (slices.find(({ shape: { columns } }) => columns.length > 0) ?? slices[0])?.shape
  const plugin = plugins.find(({ resources }) =>
    resources.some((one) => one.group === group && one.resource === resource),
  )
  const named = plugin?.resources.find((one) => one.group === group && one.resource === resource)
  const kind = shape?.kind ?? named?.kind
  const namespaces = useMemo(() => namespacesOf(state), [state])
  return {
    title: plainText(kind === undefined || kind === '' ? resource : pluralName(kind, resource)),
    plugin: plugin?.id ?? 'kind',
    shape,
    namespaces,
  }
}

function namespacesOf({ clusters }: ResourceOutline): readonly string[] {
  const found = new Set<string>()
  for (const { namespaces } of clusters.values())
    for (const namespace of namespaces.keys()) found.add(namespace)
  found.delete('')
  return [...found].toSorted((a, b) => (a < b ? -1 : 1))
}
