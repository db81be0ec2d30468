import type { Position } from '@argus/contracts/position'
import type { Batch, Record } from '@argus/contracts/record'

/** A Key as a Batch holds it: its Record, or that it is gone. */
export type Entry = Batch['records'][number]

/** What was read page by page, while others went on writing. */
export interface PagedRead {
  /** Where the Topic stood before the first page; `upTo`: the seq it had reached after the last one. */
  readonly from: Position
  readonly upTo: number
  readonly time: number
  readonly entries: readonly Entry[]
}

/** The same as of one Position: the newest of each Key, in order of seq. */
export interface WholeRead {
  readonly at: number
  readonly time: number
  readonly entries: readonly Entry[]
}

/**
 * The batches that continue what stands at `from`. `undefined`: a hole, or another epoch; read again.
 * Batches that end at or before `from` are nothing new.
 */
export function batchesAfter(
  from: Position,
  buffered: readonly Batch[],
): readonly Batch[] | undefined {
  const fresh = buffered.filter(({ epoch, at }) => epoch !== from.epoch || at > from.seq)
  const chained = fresh.every(
    ({ epoch, prev }, i) => epoch === from.epoch && prev === (fresh[i - 1]?.at ?? from.seq),
  )
  return chained ? fresh : undefined
}

/**
 * Makes one state out of pages and of the batches that came while they were read. A page may hold a Key newer than
 * `from`, and miss one that moved on, but never beyond `upTo`: with every batch up to there nothing is torn.
 * `undefined`: one of them is missing; read again.
 */
export function wholeRead(read: PagedRead, buffered: readonly Batch[]): WholeRead | undefined {
  const batches = batchesAfter(read.from, buffered)
  const last = batches?.at(-1)
  const at = last?.at ?? read.from.seq
  if (batches === undefined || at < read.upTo) return undefined
  return {
    at,
    time: last?.time ?? read.time,
    entries: newest([...read.entries, ...batches.flatMap(({ records }) => records)]),
  }
}

/** The newest entry of each Key, in order of seq. */
export function newest(entries: readonly Entry[]): Entry[] {
  const byKey = new Map<string, Entry>()
  for (const entry of entries) {
    const known = byKey.get(entry.key)
    if (known === undefined || known.seq < entry.seq) byKey.set(entry.key, entry)
  }
  return [...byKey.values()].sort((a, b) => a.seq - b.seq)
}

export function isRecord(entry: Entry): entry is Record {
  return 'row' in entry
}
