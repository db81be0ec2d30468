import type { ReadTopic } from '@argus/contracts/http/resources'
import { formatClientPosition } from '@argus/contracts/position'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Part } from './cut.ts'
import type { OpenTopic } from './open-topics.ts'

/** What of a Topic's header does not change with its Position. */
export type Lasting = Pick<ReadTopic, 'topic' | 'shape' | 'status' | 'behind_since'>

export function lastingOf({ feed, target: { topic } }: OpenTopic): Lasting {
  const { status, shape } = feed.told
  return { topic, shape, status, behind_since: behindSince(status) }
}

/** What an answer says of a Topic; without a Position nothing of it was read. */
export function headerOf(lasting: Lasting, part: Part | undefined): ReadTopic {
  if (part?.at === undefined) return lasting
  return { ...lasting, at: formatClientPosition(part.at, part.lens.tag), time: part.time }
}

/** A cluster that does not serve the resource is known as well as one that does. */
function behindSince({ state, since }: TopicStatus): number | null {
  return state === 'live' || state === 'absent' ? null : since
}
