import { EVERY } from '@argus/contracts/client-frame'
import type { LiveRequest } from '@argus/live-client/live-event'

import type { Kind } from '../resources/kind.ts'
import type { Filter } from '../resources/read-list.ts'

export interface Wanted {
  readonly kind: Kind
  /** `undefined`: every cluster, those that join later included. */
  readonly clusters: readonly string[] | undefined
  readonly names: readonly string[]
  readonly filter: Filter
}

/**
 * What is asked of a gateway for a kind. All clusters are one request where the kind is followed in each; where it is not, a
 * request for a cluster has it followed there.
 */
export function requestsFor({ kind, clusters, names, filter }: Wanted): readonly LiveRequest[] {
  const { group, resource } = kind
  const asked =
    clusters === undefined && kind.followed
      ? [EVERY]
      : kind.clusters.filter((id) => clusters?.includes(id) ?? true)
  const { shape, namespace, labels, health, cel } = filter
  const request = {
    shape,
    ...(shape === 'object' && { patch: true }),
    ...(namespace !== undefined && { namespaces: namespace }),
    ...(labels !== undefined && { labels }),
    ...(health !== undefined && { health }),
    ...(cel !== undefined && { cel }),
  }
  return asked.flatMap((cluster) =>
    (names.length === 0 ? [undefined] : names).map((name): LiveRequest => ({
      topic: { cluster, group, resource },
      ...request,
      ...(name !== undefined && { name }),
    })),
  )
}
