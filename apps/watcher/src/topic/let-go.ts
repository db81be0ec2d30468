import type { CatalogResource } from '@argus/contracts/catalog'
import { resourceKey, type ResourceRef } from '@argus/contracts/topic'

import type { Plugins } from '../plugin/plugins.ts'
import type { Directory } from './directory.ts'
import type { TopicContext } from './follow-resource.ts'
import { reign } from './reign.ts'
import { unservedTopic } from './resource-topic.ts'
import { retire } from './retire.ts'

/** A resource for which a Topic is kept that nothing here wants any more. */
export interface Unwanted {
  readonly ref: ResourceRef
  readonly entry: CatalogResource
}

interface UnwantedSources {
  readonly directory: Pick<Directory, 'resourcesOf'>
  readonly plugins: Pick<Plugins, 'current'>
}

/**
 * What is followed on a cluster and not wanted. What a plugin wants that this process does not know may be wanted by
 * another replica, of another version: it stays.
 */
export function unwantedResources(
  cluster: string,
  wanted: readonly { readonly ref: ResourceRef }[],
  { directory, plugins }: UnwantedSources,
): readonly Unwanted[] {
  const names = new Set(wanted.map(({ ref }) => resourceKey(ref)))
  const known = new Set(plugins.current.manifests.map(({ id }) => id))
  return directory
    .resourcesOf(cluster)
    .filter(({ ref }) => !names.has(resourceKey(ref)))
    .filter(({ entry: { plugin } }) => plugin === undefined || known.has(plugin))
}

/**
 * Empties the Topic of a resource and takes it out of the directory, while nobody else holds it: whoever follows it
 * again finds it so, and begins anew.
 */
export async function letGo(
  { ref, entry: { version } }: Unwanted,
  context: TopicContext,
  signal: AbortSignal,
): Promise<void> {
  const topic = version === undefined ? unservedTopic(ref) : { ...ref, version }
  await reign(topic, { ...context, signal }, async (held) => {
    await retire(held, context, 'nobody has asked for it for a while')
    await context.directory.removeResource(ref)
  })
  context.events.letGo(ref)
}
