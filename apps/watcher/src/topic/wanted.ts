import type { PluginResource } from '@argus/contracts/plugin-manifest'
import type { ResourceRef } from '@argus/contracts/topic'

import type { Presentation } from '../cluster/description.ts'
import type { Cluster } from '../cluster/registry.ts'
import type { Plugins } from '../plugin/plugins.ts'
import type { Directory } from './directory.ts'

/** A resource that is followed on a cluster, and what its plugin says of it. */
export interface WantedResource {
  readonly ref: ResourceRef
  readonly plugin: string
  readonly kind: string
  readonly namespaced: boolean
  /** The same object as long as nothing about it changes. */
  readonly presentation: Presentation
}

interface WantedSources {
  readonly plugins: Pick<Plugins, 'current'>
  readonly directory: Pick<Directory, 'resource'>
}

/**
 * What is followed on a cluster: the resources of every plugin that are expected everywhere, and those that the cluster
 * defines. One that was followed before stays: when its definition goes, its readers are told so.
 */
export function wantedResources(
  { id: cluster, definitions }: Pick<Cluster, 'id' | 'definitions'>,
  { plugins, directory }: WantedSources,
): readonly WantedResource[] {
  return plugins.current.manifests.flatMap((plugin) =>
    plugin.resources
      .map((presentation) => wanted(cluster, plugin.id, presentation))
      .filter(
        ({ ref }, at) =>
          plugin.resources[at]?.expected === true ||
          definitions.has(ref) ||
          directory.resource(ref) !== undefined,
      ),
  )
}

function wanted(cluster: string, plugin: string, presentation: PluginResource): WantedResource {
  const { group, resource, kind, namespaced } = presentation
  return { ref: { cluster, group, resource }, plugin, kind, namespaced, presentation }
}
