import type { PluginResource } from '@argus/contracts/plugin-manifest'
import { INTERNAL_GROUP, resourceKey, type ResourceRef } from '@argus/contracts/topic'

import type { Presentation } from '../cluster/description.ts'
import type { Cluster } from '../cluster/registry.ts'
import type { Plugins } from '../plugin/plugins.ts'
import type { Directory } from './directory.ts'

/** A resource that is followed on a cluster, and what its plugin says of it, or what is known where it has none. */
export interface WantedResource {
  readonly ref: ResourceRef
  /** `undefined` for what is followed because somebody asks for it. */
  readonly plugin: string | undefined
  readonly kind: string
  readonly namespaced: boolean
  /** The same object as long as nothing about it changes. */
  readonly presentation: Presentation
}

interface WantedSources {
  readonly plugins: Pick<Plugins, 'followedOn'>
  readonly directory: Pick<Directory, 'resource' | 'asked'>
}

/**
 * So many resources of one cluster are followed at once because somebody asks for them: each costs a watch there. Of more,
 * those that were asked for last.
 */
const MAX_ASKED = 300

/**
 * What is followed on a cluster: the resources of every plugin that are expected everywhere, and those that the cluster
 * defines; one that was followed before stays, for when its definition goes, its readers are told so. And beside them what
 * somebody asks for, for as long as they do.
 */
export function wantedResources(
  cluster: Pick<Cluster, 'id' | 'definitions'>,
  sources: WantedSources,
): readonly WantedResource[] {
  const { directory } = sources
  const planned = ofPlugins(cluster, sources)
  const names = new Set(planned.map(({ ref }) => resourceKey(ref)))
  const asked = directory
    .asked(cluster.id)
    .filter((ref) => ref.group !== INTERNAL_GROUP && !names.has(resourceKey(ref)))
    .slice(0, MAX_ASKED)
  return [...planned, ...asked.map((ref) => onDemand(ref, directory))]
}

function ofPlugins(
  { id: cluster, definitions }: Pick<Cluster, 'id' | 'definitions'>,
  { plugins, directory }: WantedSources,
): readonly WantedResource[] {
  return plugins
    .followedOn(cluster)
    .flatMap((plugin) =>
      plugin.resources
        .map((presentation) => wanted(cluster, plugin.id, presentation))
        .filter(
          ({ ref }, at) =>
            plugin.resources[at]?.expected === true ||
            definitions.has(ref) ||
            directory.resource(ref)?.plugin === plugin.id,
        ),
    )
}

/** Until its cluster has described it, it is called by its resource. */
function onDemand(ref: ResourceRef, directory: Pick<Directory, 'resource'>): WantedResource {
  const { kind, namespaced } = directory.resource(ref) ?? { kind: ref.resource, namespaced: true }
  return { ref, plugin: undefined, kind, namespaced, presentation: AS_DEFINED }
}

/** Nobody says more of it than its definition. */
const AS_DEFINED: Presentation = {}

function wanted(cluster: string, plugin: string, presentation: PluginResource): WantedResource {
  const { group, resource, kind, namespaced } = presentation
  return { ref: { cluster, group, resource }, plugin, kind, namespaced, presentation }
}
