import type { FollowEvent, TopicLogReader } from '@argus/bus/follow'
import type { Batch, Record } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'

import type { Expression } from './expression.ts'
import type { Lane } from './lane.ts'

export interface SieveParts {
  readonly topic: Topic
  readonly expression: Expression
  readonly reader: Pick<TopicLogReader, 'readObjects'>
  readonly lane: Lane
  readonly signal: AbortSignal
}

/**
 * A Topic as if there were only the objects that an expression holds for: the others are deleted. Objects may be newer
 * than the step they are judged in; the step that brought them is judged again. What is gone already is deleted.
 */
export async function* sieve(
  events: AsyncIterable<FollowEvent>,
  parts: SieveParts,
): AsyncGenerator<FollowEvent> {
  for await (const event of events) {
    if (event.type === 'snapshot') {
      const kept = await matching(event.records, parts)
      yield { ...event, records: event.records.filter(({ key }) => kept.has(key)) }
    } else if (event.type === 'batch') yield { ...event, batch: await sieved(event.batch, parts) }
    else yield event
  }
}

async function sieved(batch: Batch, parts: SieveParts): Promise<Batch> {
  const kept = await matching(batch.records.filter(isHere), parts)
  const records = batch.records.map((record) =>
    kept.has(record.key) ? record : { type: 'DELETED' as const, key: record.key, seq: record.seq },
  )
  return { ...batch, records }
}

async function matching(
  records: readonly Pick<Record, 'key'>[],
  { topic, expression, reader, lane, signal }: SieveParts,
): Promise<ReadonlySet<string>> {
  const kept = new Set<string>()
  for (let start = 0; start < records.length; start += PAGE) {
    signal.throwIfAborted()
    const keys = records.slice(start, start + PAGE).map(({ key }) => key)
    const objects = await reader.readObjects(topic, keys)
    const found = keys.map((key) => objects.get(key)?.bytes)
    const verdicts = await lane.judge(expression, found, signal)
    for (const [index, key] of keys.entries()) if (verdicts[index] === true) kept.add(key)
  }
  return kept
}

function isHere(record: Batch['records'][number]): record is Record {
  return record.type !== 'DELETED' && 'row' in record
}

/** Objects held at once while they are judged: some kilobytes each, at most 1.5 MB. */
const PAGE = 50
