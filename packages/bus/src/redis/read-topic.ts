import type { Position } from '@argus/contracts/position'
import type { Record } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'

import { newest, type Entry } from '../merge.ts'
import type { Mark, Span, TopicReads } from './reads.ts'

/** Every row, page by page: what a copy begins with. Rows may be newer than what was read before. */
export async function readAllRows(reads: TopicReads, topic: Topic): Promise<readonly Record[]> {
  return (await Array.fromAsync(reads.rows(topic))).flat()
}

/** The Keys that changed or went in a span of seqs, as they are now; one that moved on may be newer, or missing. */
export async function readChanges(
  reads: TopicReads,
  topic: Topic,
  span: Span,
): Promise<readonly Entry[]> {
  const [changed, gone] = await Promise.all([reads.changed(topic, span), reads.gone(topic, span)])
  const rows = await reads.rowsOf(
    topic,
    changed.map(({ key }) => key),
  )
  return newest([...rows, ...gone.map(tombstone)])
}

/**
 * The same from a Position to now, without anything announced to fill it up: asked again for what moved on meanwhile,
 * until the Topic stood still, or a few times. `undefined`: it cannot be caught up from there.
 */
export async function readChangesSince(
  reads: TopicReads,
  topic: Topic,
  from: Position,
): Promise<
  { readonly at: number; readonly time: number; readonly entries: readonly Entry[] } | undefined
> {
  let entries: readonly Entry[] = []
  let at = from.seq
  for (let round = 0; ; round += 1) {
    const meta = await reads.meta(topic)
    if (meta === undefined || !reaches(meta, from)) return undefined
    const { seq } = meta.position
    if (seq === at || round === ROUNDS) return { at, time: meta.time, entries }
    entries = newest([...entries, ...(await readChanges(reads, topic, { after: at, upTo: seq }))])
    at = seq
  }
}

/** A Topic that never stands still is read so often; what moved on then is younger than `at`, and told by the channel. */
const ROUNDS = 4

/** Whether a Topic can be caught up with from a Position. */
export function reaches(
  { position, floor }: { readonly position: Position; readonly floor: number },
  from: Position,
): boolean {
  return from.epoch === position.epoch && from.seq >= floor && from.seq <= position.seq
}

function tombstone({ key, seq }: Mark): Entry {
  return { key, type: 'DELETED', seq }
}
