import { clusterTopic, watchesTopic } from '@argus/contracts/internal-topic'
import type { Topic } from '@argus/contracts/topic'

import type { TopicContext } from './follow-resource.ts'
import { reign } from './reign.ts'
import { unservedTopic } from './resource-topic.ts'
import { retire } from './retire.ts'

/**
 * Empties every Topic of a cluster that has left, then takes it from the directory: in this order, so that one that is
 * broken off is done again. Waits for whoever still holds one of them.
 */
export async function clearCluster(
  cluster: string,
  context: TopicContext,
  signal: AbortSignal,
): Promise<void> {
  const { log, directory, events } = context
  for (const topic of topicsOf(cluster, context)) {
    await reign(topic, { ...context, signal }, (held) =>
      retire(held, context, 'the cluster is followed no more'),
    )
  }
  await log.removeCluster(cluster)
  await directory.refresh()
  events.cleared(cluster)
}

function topicsOf(cluster: string, { directory }: TopicContext): readonly Topic[] {
  const resources = directory
    .resourcesOf(cluster)
    .map(({ ref, entry: { version } }) =>
      version === undefined ? unservedTopic(ref) : { ...ref, version },
    )
  return [...resources, watchesTopic(cluster), clusterTopic(cluster)]
}
