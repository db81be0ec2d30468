import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

import type { Position } from '@argus/contracts/position'
import type { Record } from '@argus/contracts/record'

import type { Lens } from '../feed/lens.ts'
import type { OpenTopic } from './open-topics.ts'

/** Of one Topic: what a read may show, at one Position. Without a Position nothing of it can be read. */
export interface Part {
  readonly cluster: string
  /** As of the Topic that it was made from. */
  readonly text: string
  readonly lens: Lens
  readonly at: Position | undefined
  /** When the newest change was taken from the API server, in milliseconds since the epoch. */
  readonly time: number
  readonly chosen: readonly Record[]
}

/** Several Topics, each at one Position, by cluster: what the pages of one list are cut from. */
export interface Cut {
  readonly id: string
  readonly parts: readonly Part[]
}

/** Names the cut that these Topics would give now: equal names are equal cuts, on any gateway. */
export function cutId(topics: readonly OpenTopic[]): string {
  const texts = topics.map((open) => [open.text, positionOf(open) ?? null])
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32)
}

/** Where a Topic's rows stand that may be read; `undefined`: none may. */
export function positionOf({ feed }: OpenTopic): Position | undefined {
  return feed.readable ? feed.copy?.position : undefined
}

/** Cuts in the turn in which it is called; what is chosen is then found little by little, for others have to be served. */
export async function cutOf(topics: readonly OpenTopic[]): Promise<Cut> {
  const id = cutId(topics)
  const taken = topics.map((open) => {
    const at = positionOf(open)
    const records = at === undefined ? [] : [...(open.feed.copy?.records.values() ?? [])]
    return { open, at, time: open.feed.copy?.time ?? 0, records }
  })
  const parts: Part[] = []
  for (const { open, at, time, records } of taken) {
    const { target, text } = open
    const chosen = await chosenOf(records, target.lens)
    parts.push({ cluster: target.topic.cluster, text, lens: target.lens, at, time, chosen })
  }
  return { id, parts }
}

async function chosenOf(records: readonly Record[], lens: Lens): Promise<readonly Record[]> {
  const chosen: Record[] = []
  for (let start = 0; start < records.length; start += SLICE) {
    if (start > 0) await setImmediate()
    for (const record of records.slice(start, start + SLICE))
      if (lens.matches(record)) chosen.push(record)
  }
  return chosen
}

/** About a millisecond's work. */
const SLICE = 2_000
