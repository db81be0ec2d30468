import type { TopicLogWriter } from '@argus/bus/publish'
import type { WatchObject } from '@argus/contracts/internal-topic'

import type { Directory } from '../directory.ts'
import { unservedTopic } from '../resource-topic.ts'
import type { WantedResource } from '../wanted.ts'
import { watchObject, type WatchReport } from './watch-object.ts'

export interface WatchSources {
  readonly log: Pick<TopicLogWriter, 'readMeta'>
  readonly directory: Pick<Directory, 'resource'>
}

/** What the owners of these resources say of each, read from the topic log now; `begun` stands in where nothing is said yet. */
export async function readWatches(
  wanted: readonly WantedResource[],
  sources: WatchSources,
  begun: number,
): Promise<readonly WatchObject[]> {
  const reports = await Promise.all(wanted.map((resource) => readReport(resource, sources)))
  return reports.map((report) => watchObject(report, begun))
}

async function readReport(
  { ref, kind, plugin }: WantedResource,
  { log, directory }: WatchSources,
): Promise<WatchReport> {
  const version = directory.resource(ref)?.version
  const topic = version === undefined ? unservedTopic(ref) : { ...ref, version }
  const meta = await log.readMeta(topic)
  return { ref, kind, plugin, version, meta }
}
