import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import type { ResourceRef } from '@argus/contracts/topic'

/** What is known of the resources of a cluster. */
export interface ClusterKnowledge {
  readonly id: string
  readonly definitions: { has(ref: ResourceRef): boolean }
}

interface DirectoryKnowledge {
  resource(ref: ResourceRef): { readonly version?: string | undefined } | undefined
}

/**
 * Whether a cluster has anything of a plugin: it defines one of its resources, or was serving one when it was last
 * heard.
 */
export function isPresent(
  { resources }: PluginManifest,
  { id: cluster, definitions }: ClusterKnowledge,
  directory: DirectoryKnowledge,
): boolean {
  return resources.some(({ group, resource }) => {
    const ref = { cluster, group, resource }
    return definitions.has(ref) || directory.resource(ref)?.version !== undefined
  })
}
