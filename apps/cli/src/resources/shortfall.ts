import type { ReadTopic } from '@argus/contracts/http/resources'

import type { Failure } from '../failure.ts'
import { ageOf } from '../output/age.ts'

/** A cluster whose part of an answer is missing or not as of now, in words. */
export interface Shortfall {
  readonly cluster: string
  readonly text: string
}

interface Read {
  readonly topics: readonly ReadTopic[]
  readonly failed: ReadonlyMap<string, Failure>
  /** Clusters of which it is not known what they serve. */
  readonly unasked: ReadonlyMap<string, Failure>
}

/** What a reader has to know before an answer is taken for the whole. A cluster that does not serve the kind lacks nothing. */
export function shortfalls({ topics, failed, unasked }: Read, now: number): readonly Shortfall[] {
  return [
    ...topics.flatMap((topic) => ofTopic(topic, now)),
    ...[...failed, ...unasked].map(([cluster, { why, happened }]) => ({
      cluster,
      text: `not read: ${why ?? happened}`,
    })),
  ].toSorted((a, b) => (a.cluster < b.cluster ? -1 : 1))
}

function ofTopic({ topic, status, behind_since: behind, at }: ReadTopic, now: number): Shortfall[] {
  const { cluster } = topic
  const { state, since, reason } = status
  if (state === 'absent') return []
  const why = reason === undefined ? '' : `: ${reason}`
  if (at === undefined)
    return [{ cluster, text: `nothing is shown, ${state} for ${ageOf(since, now)}${why}` }]
  if (behind === null && state === 'live') return []
  const late = `as of ${ageOf(behind ?? since, now)} ago`
  return [{ cluster, text: `${late}, ${state === 'live' ? 'behind' : state}${why}` }]
}
