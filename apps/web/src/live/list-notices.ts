import { isLoud, type Freshness } from './freshness.ts'
import type { ClusterSlice, ResourceState } from './resource-store.ts'

/** Clusters of a list that are not live, by what is wrong with them; in the order in which they matter. */
export interface ListNotice {
  readonly state: 'stale' | 'unreachable' | 'forbidden'
  readonly clusters: readonly NoticedCluster[]
}

export interface NoticedCluster {
  readonly id: string
  readonly since: number
  readonly reason: string
  /** Rows that show the last known state. */
  readonly rows: number
}

/** What stands above a list. While the connection itself is lost its banner says enough. */
export function listNotices(
  slices: readonly ClusterSlice[],
  told: Freshness,
): readonly ListNotice[] {
  if (isLoud(told)) return []
  return (['unreachable', 'stale', 'forbidden'] as const).flatMap((state) => {
    const found = slices.filter(({ status }) => status.state === state)
    return found.length === 0 ? [] : [{ state, clusters: found.map(noticed) }]
  })
}

function noticed({ topic, status, rows }: ClusterSlice): NoticedCluster {
  return { id: topic.cluster, since: status.since, reason: status.reason ?? '', rows: rows.size }
}

/** What a list has to say when it has no row to show. */
export type ListEmptiness =
  | { readonly type: 'reading'; readonly soFar: number }
  | { readonly type: 'absent'; readonly clusters: number }
  | { readonly type: 'empty'; readonly clusters: number }
  | { readonly type: 'filtered'; readonly all: number }

/** `undefined` where there are rows. "Nothing" is said only of what was read. */
export function emptiness(state: ResourceState, shown: number): ListEmptiness | undefined {
  const slices = [...state.clusters.values()]
  const all = slices.reduce((sum, { rows }) => sum + rows.size, 0)
  if (shown > 0) return undefined
  const reading = slices.some(({ complete, status }) => !complete && WAITS.has(status.state))
  if (!state.answered || (reading && all === 0)) return { type: 'reading', soFar: all }
  if (all > 0) return { type: 'filtered', all }
  const absent = slices.length > 0 && slices.every(({ status }) => status.state === 'absent')
  return { type: absent ? 'absent' : 'empty', clusters: slices.length }
}

/** States in which rows may still come. */
const WAITS: ReadonlySet<string> = new Set(['syncing', 'live'])
