import type { HealthRule } from '@argus/contracts/health-rule'
import type { PluginColumn, PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'
import type { ResourceRef } from '@argus/contracts/topic'

import type { Cluster } from '../cluster/registry.ts'
import type { Directory } from './directory.ts'

/** A resource that is followed on a cluster, and what its plugin says of it. */
export interface WantedResource {
  readonly ref: ResourceRef
  readonly plugin: string
  readonly kind: string
  readonly namespaced: boolean
  /** What the plugin shows beside the columns of the definition. */
  readonly columns: readonly PluginColumn[]
  readonly health: HealthRule | undefined
}

interface WantedSources {
  readonly plugins: readonly PluginManifest[]
  readonly directory: Pick<Directory, 'resource'>
}

/**
 * What is followed on a cluster: the resources of every plugin that are expected everywhere, and those that the cluster
 * defines. One that was followed before stays: when its definition goes, its readers are told so.
 */
export function wantedResources(
  { id, definitions }: Pick<Cluster, 'id' | 'definitions'>,
  { plugins, directory }: WantedSources,
): readonly WantedResource[] {
  return plugins.flatMap((plugin) =>
    plugin.resources
      .map((resource) => wanted(id, plugin, resource))
      .filter(
        ({ ref }, at) =>
          plugin.resources[at]?.expected === true ||
          definitions.has(ref) ||
          directory.resource(ref) !== undefined,
      ),
  )
}

function wanted(
  cluster: string,
  { id }: PluginManifest,
  { group, resource, kind, namespaced, columns = [], health }: PluginResource,
): WantedResource {
  return { ref: { cluster, group, resource }, plugin: id, kind, namespaced, columns, health }
}
