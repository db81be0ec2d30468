import { clusterState, type ClusterState } from '@argus/contracts/catalog'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { clusterShown, shownSince, type Freshness, type ShownState } from './freshness.ts'
import type { ResourceState } from './resource-store.ts'
import { plainText } from './words.ts'

/** What is known of one cluster. */
export interface ClusterSummary {
  readonly id: string
  readonly state: ShownState
  readonly since: number
  readonly reason: string
  readonly version: string | undefined
  readonly kindsLive: number | undefined
  readonly kindsFollowed: number | undefined
  readonly lag: number | undefined
}

/** The clusters the reader may see, those that are not live first, then by name. */
export function clusterSummaries(state: ResourceState, told: Freshness): readonly ClusterSummary[] {
  return [...state.clusters.values()]
    .map((slice): ClusterSummary => {
      const { cluster } = slice.topic
      const item = slice.rows.get(`/${cluster}`)?.item
      const [own, version, live, followed, , since] = item?.cells ?? []
      const shown = clusterShown(ownState(own), slice.status.state, told)
      const carried = slice.status.state !== 'live'
      return {
        id: cluster,
        state: shown,
        since: sinceOf({ shown, told, carrier: slice.status, own: since }),
        reason: plainText(carried ? (slice.status.reason ?? '') : (item?.reason ?? '')),
        version: typeof version === 'string' ? plainText(version) : undefined,
        kindsLive: typeof live === 'number' ? live : undefined,
        kindsFollowed: typeof followed === 'number' ? followed : undefined,
        lag: slice.lag,
      }
    })
    .toSorted(
      (a, b) => Number(a.state === 'live') - Number(b.state === 'live') || (a.id < b.id ? -1 : 1),
    )
}

interface Sinces {
  readonly shown: ShownState
  readonly told: Freshness
  readonly carrier: TopicStatus
  readonly own: unknown
}

function sinceOf({ shown, told, carrier, own }: Sinces): number {
  if (shown === 'offline') return shownSince(carrier, told)
  return carrier.state !== 'live' || typeof own !== 'number' ? carrier.since : own
}

function ownState(cell: unknown): ClusterState {
  const parsed = clusterState.safeParse(cell)
  return parsed.success ? parsed.data : 'syncing'
}
