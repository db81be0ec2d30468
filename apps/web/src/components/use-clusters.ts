import { useMemo } from 'react'

import { clusterSummaries, type ClusterSummary } from '../live/clusters.ts'
import type { Freshness } from '../live/freshness.ts'
import { CLUSTERS } from '../live/kinds.ts'
import { useFreshness, useResource, useTopicStore } from '../live/live-context.tsx'

/** The clusters the reader may see, and what is to be said of the connection. */
export function useClusters(): {
  readonly told: Freshness
  readonly clusters: readonly ClusterSummary[]
  readonly answered: boolean
} {
  const told = useFreshness()
  const state = useResource(useTopicStore(CLUSTERS))
  const clusters = useMemo(() => clusterSummaries(state, told), [state, told])
  return { told, clusters, answered: state.answered }
}
