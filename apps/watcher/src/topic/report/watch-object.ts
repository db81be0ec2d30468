import type { TopicMeta } from '@argus/bus/publish'
import type { WatchObject } from '@argus/contracts/internal-topic'
import type { ResourceRef } from '@argus/contracts/topic'

/** A resource that is followed on a cluster, and what its Topic says of itself. */
export interface WatchReport {
  readonly ref: ResourceRef
  readonly kind: string
  readonly plugin: string | undefined
  /** The version the cluster stores, where it serves the resource. */
  readonly version: string | undefined
  /** `undefined` while nothing was ever written of it. */
  readonly meta: TopicMeta | undefined
}

/** What is told of one followed resource. `now` stands in for the beginning of what has not begun. */
export function watchObject(
  { ref, kind, plugin, version, meta }: WatchReport,
  now: number,
): WatchObject {
  const { status, stats } = meta ?? {}
  return {
    group: ref.group,
    resource: ref.resource,
    kind,
    ...(plugin === undefined ? {} : { plugin }),
    ...(version === undefined ? {} : { version }),
    state: status?.state ?? 'syncing',
    since: status?.since ?? now,
    ...(status?.reason === undefined ? {} : { reason: status.reason }),
    objects: stats?.objects ?? 0,
    relists: stats?.relists ?? 0,
    ...(stats === undefined ? {} : { lag: stats.lag, replica: stats.replica }),
  }
}
