import { CORE_GROUP } from '@argus/contracts/topic'
import { useMemo } from 'react'

import { useKinds, usePlugins, WATCHES, type Kind } from '../../live/kinds.ts'
import { useResource, useTopicStore } from '../../live/live-context.tsx'

/** Finds the kinds that the reader may list, by how objects name them. */
export interface KindFinder {
  readonly kinds: readonly Kind[]
  /** `undefined`: not followed, or not to be seen. */
  readonly byName: (apiVersion: string, kind: string) => Kind | undefined
}

export function useKindFinder(): KindFinder {
  const { data: plugins = NONE } = usePlugins()
  const kinds = useKinds(useResource(useTopicStore(WATCHES)), plugins)
  return useMemo(
    () => ({
      kinds,
      byName: (apiVersion, kind) =>
        kinds.find((one) => one.kind === kind && one.group === groupOf(apiVersion)),
    }),
    [kinds],
  )
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash === -1 ? CORE_GROUP : apiVersion.slice(0, slash)
}

const NONE: readonly [] = []
