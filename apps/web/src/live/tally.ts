import type { Health } from '@argus/contracts/row'

import type { Kind } from './kinds.ts'
import type { LiveRow, ResourceState } from './resource-store.ts'

/** How many objects are in which health. */
export type HealthCounts = Readonly<Record<Health, number>>

export const NO_OBJECTS: HealthCounts = {
  Current: 0,
  InProgress: 0,
  Failed: 0,
  Terminating: 0,
  Unknown: 0,
}

export interface Failing {
  readonly kind: Kind
  readonly row: LiveRow
}

export interface Tally {
  readonly byCluster: ReadonlyMap<string, HealthCounts>
  /** By `group/resource`. */
  readonly byKind: ReadonlyMap<string, HealthCounts>
  /** Failed objects, those that failed last first. */
  readonly failing: readonly Failing[]
}

export interface KindState {
  readonly kind: Kind
  readonly state: ResourceState
}

/** Counts the objects of all kinds, in the clusters given or (an empty list) in all. */
export function tally(kinds: readonly KindState[], clusters: readonly string[]): Tally {
  const byCluster = new Map<string, Record<Health, number>>()
  const byKind = new Map<string, HealthCounts>()
  const failing: Failing[] = []
  for (const { kind, state } of kinds) {
    const ofKind = { ...NO_OBJECTS }
    for (const [cluster, { rows }] of state.clusters) {
      if (clusters.length > 0 && !clusters.includes(cluster)) continue
      const ofCluster = byCluster.get(cluster) ?? { ...NO_OBJECTS }
      byCluster.set(cluster, ofCluster)
      for (const row of rows.values()) {
        ofKind[row.item.health] += 1
        ofCluster[row.item.health] += 1
        if (row.item.health === 'Failed') failing.push({ kind, row })
      }
    }
    byKind.set(kindKey(kind), ofKind)
  }
  return { byCluster, byKind, failing: failing.toSorted(newestFirst) }
}

export function kindKey({ group, resource }: Pick<Kind, 'group' | 'resource'>): string {
  return `${group}/${resource}`
}

export function total(counts: HealthCounts): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0)
}

export function plus(a: HealthCounts, b: HealthCounts): HealthCounts {
  return {
    Current: a.Current + b.Current,
    InProgress: a.InProgress + b.InProgress,
    Failed: a.Failed + b.Failed,
    Terminating: a.Terminating + b.Terminating,
    Unknown: a.Unknown + b.Unknown,
  }
}

/** The condition's own time, else when the row last changed. */
export function failedAt({ item }: LiveRow): number {
  return item.healthSince ?? item.changed
}

function newestFirst(a: Failing, b: Failing): number {
  return failedAt(b.row) - failedAt(a.row) || (a.row.id < b.row.id ? -1 : 1)
}
