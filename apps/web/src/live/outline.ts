import type { ClusterSlice, ResourceState } from './resource-store.ts'

/** A resource without what every burst changes: its rows themselves, and how late they came. */
export type ResourceOutline = Omit<ResourceState, 'clusters'> & {
  readonly clusters: ReadonlyMap<string, ClusterOutline>
}

export type ClusterOutline = Omit<ClusterSlice, 'rows' | 'lag' | 'lagAt'> & {
  readonly rows: { readonly size: number }
}

/**
 * The outline of a state; the one before where it says the same, so that what is drawn from it stands still. It holds no
 * row: who keeps an old one keeps nothing else alive.
 */
export function outlineOf(state: ResourceState, before?: ResourceOutline): ResourceOutline {
  return before !== undefined && isSame(before, state)
    ? before
    : {
        ...state,
        clusters: new Map([...state.clusters].map(([id, slice]) => [id, clusterOutline(slice)])),
      }
}

function clusterOutline({ lag: _lag, lagAt: _lagAt, rows, ...rest }: ClusterSlice): ClusterOutline {
  return { ...rest, rows: { size: rows.size } }
}

function isSame(before: ResourceOutline, after: ResourceState): boolean {
  return (
    before.answered === after.answered &&
    before.ended === after.ended &&
    before.left === after.left &&
    before.clusters.size === after.clusters.size &&
    [...after.clusters].every(([id, slice]) => isSameCluster(before.clusters.get(id), slice))
  )
}

function isSameCluster(before: ClusterOutline | undefined, after: ClusterSlice): boolean {
  return (
    before !== undefined &&
    before.topic === after.topic &&
    before.shape === after.shape &&
    before.status === after.status &&
    before.complete === after.complete &&
    before.namespaces === after.namespaces &&
    before.rereadAt === after.rereadAt &&
    before.rows.size === after.rows.size
  )
}
