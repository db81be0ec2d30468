import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import type { ResourceRef } from '@argus/contracts/topic'

/** A resource that is followed on a cluster, and what its plugin says of it. */
export interface WantedResource {
  readonly ref: ResourceRef
  readonly plugin: string
  readonly kind: string
  readonly namespaced: boolean
}

/** What is followed on a cluster: the resources of every plugin, whether the cluster has them or not. */
export function wantedResources(
  cluster: string,
  plugins: readonly PluginManifest[],
): readonly WantedResource[] {
  return plugins.flatMap(({ id, resources }) =>
    resources.map(({ group, resource, kind, namespaced }) => ({
      ref: { cluster, group, resource },
      plugin: id,
      kind,
      namespaced,
    })),
  )
}
