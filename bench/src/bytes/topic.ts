import type { TopicLogWriter } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'
import { createProjector, type Projection } from '@argus/projection/project'
import { topicShape } from '@argus/projection/topic-shape'

import type { SampledKind } from './samples.ts'

const CLUSTER = 'alpha'

/** The Topic of a kind, written as a watcher writes it: through the projection. */
export interface KindTopic extends AsyncDisposable {
  readonly topic: Topic
  write(type: 'ADDED' | 'MODIFIED', ...objects: readonly object[]): Promise<void>
}

/** Lists a kind in the directory. */
export async function announce(
  { group, version, resource, kind, namespaced }: SampledKind,
  writer: TopicLogWriter,
): Promise<void> {
  const entry = { kind, namespaced, shortNames: [], followed: true, version }
  await writer.putResource({ cluster: CLUSTER, group, resource }, entry)
}

export async function openKindTopic(
  sampled: SampledKind,
  writer: TopicLogWriter,
): Promise<KindTopic> {
  const { group, version, resource } = sampled
  const topic = { cluster: CLUSTER, group, version, resource }
  const project = createProjector(sampled)
  const lease = await writer.acquire(topic, 'bench')
  if (lease === undefined) throw new Error(`${group}/${resource} has another writer`)
  const written = async (result: ReturnType<TopicLogWriter['publish']>): Promise<Position> => {
    const answer = await result
    if (answer.type === 'refused') throw new Error(`Writing ${resource}: refused, ${answer.why}`)
    return answer.position
  }
  await written(writer.startEpoch(lease, { state: 'live', since: 1 }))
  let position = await written(writer.setShape(lease, topicShape(sampled)))
  return {
    topic,
    async write(type, ...objects) {
      await writer.renew(lease)
      const changes = objects.map((object) => changeOf(type, projected(project, object)))
      position = await written(writer.publish(lease, position, { time: Date.now(), changes }))
    },
    [Symbol.asyncDispose]: () => writer.release(lease),
  }
}

function projected(project: ReturnType<typeof createProjector>, object: object): Projection {
  const text = JSON.stringify(object)
  return project(JSON.parse(text), Buffer.from(text))
}

function changeOf(type: 'ADDED' | 'MODIFIED', { object, ...record }: Projection) {
  return { type: 'upsert' as const, record: { ...record, type }, object }
}
