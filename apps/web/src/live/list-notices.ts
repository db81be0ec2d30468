import { isLoud, type Freshness } from './freshness.ts'
import type { ClusterOutline, ResourceOutline } from './outline.ts'
import { plainText } from './words.ts'

/** Clusters of a list that are not live or not in it any more, by what became of them; in the order in which they matter. */
export interface ListNotice {
  readonly state: 'stale' | 'unreachable' | 'forbidden' | 'left'
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
  { clusters, left }: Pick<ResourceOutline, 'clusters' | 'left'>,
  told: Freshness,
): readonly ListNotice[] {
  if (isLoud(told)) return []
  const slices = [...clusters.values()]
  return [...unwell(slices), ...gone(slices, left)]
}

function unwell(slices: readonly ClusterOutline[]): readonly ListNotice[] {
  return (['unreachable', 'stale', 'forbidden'] as const).flatMap((state) => {
    const found = slices.filter(({ status }) => status.state === state)
    return found.length === 0 ? [] : [{ state, clusters: found.map(noticed) }]
  })
}

/** Where no cluster is left the empty list says so itself. */
function gone(
  slices: readonly ClusterOutline[],
  left: ResourceOutline['left'],
): readonly ListNotice[] {
  if (slices.length === 0 || left.size === 0) return []
  const clusters = [...left].map(([id, since]) => ({ id, since, reason: '', rows: 0 }))
  return [{ state: 'left', clusters }]
}

function noticed({ topic, status, rows }: ClusterOutline): NoticedCluster {
  const reason = plainText(status.reason ?? '')
  return { id: topic.cluster, since: status.since, reason, rows: rows.size }
}

/** What a list has to say when it has no row to show. */
export type ListEmptiness =
  | { readonly type: 'reading'; readonly soFar: number }
  | { readonly type: 'absent'; readonly clusters: number }
  | { readonly type: 'empty'; readonly clusters: number }
  | { readonly type: 'filtered'; readonly all: number }
  /** Every cluster that was here has gone; when the last of them did. */
  | { readonly type: 'left'; readonly clusters: readonly string[]; readonly at: number }

/** `undefined` where there are rows. "Nothing" is said only of what was read. */
export function emptiness(state: ResourceOutline, shown: number): ListEmptiness | undefined {
  const slices = [...state.clusters.values()]
  const all = slices.reduce((sum, { rows }) => sum + rows.size, 0)
  if (shown > 0) return undefined
  if (slices.length === 0 && state.left.size > 0)
    return { type: 'left', clusters: [...state.left.keys()], at: Math.max(...state.left.values()) }
  const reading = slices.some(({ complete, status }) => !complete && WAITS.has(status.state))
  if (!state.answered || (reading && all === 0)) return { type: 'reading', soFar: all }
  if (all > 0) return { type: 'filtered', all }
  const absent = slices.length > 0 && slices.every(({ status }) => status.state === 'absent')
  return { type: absent ? 'absent' : 'empty', clusters: slices.length }
}

/** States in which rows may still come. */
const WAITS: ReadonlySet<string> = new Set(['syncing', 'live'])
