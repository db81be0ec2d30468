import type { Position } from '@argus/contracts/position'
import type { Batch, Record } from '@argus/contracts/record'

import { Journal, type ChangedKey } from './journal.ts'
import type { Change } from './membership.ts'

/** Told of each change before the copy holds it. */
export type OnChange = (key: string, change: Change) => void

/** A Feed's copy of a Topic's rows, and the Position at which it stands. One writer, many readers. */
export class Copy {
  #records = new Map<string, Record>()
  #position: Position
  #journal: Journal
  #time: number

  constructor(position: Position, records: readonly Record[]) {
    this.#position = position
    this.#journal = new Journal(position.seq)
    this.#records = byKey(records)
    this.#time = newestTime(records)
  }

  get position(): Position {
    return this.#position
  }

  /** When the newest change was taken from the API server, in milliseconds since the epoch. */
  get time(): number {
    return this.#time
  }

  get records(): ReadonlyMap<string, Record> {
    return this.#records
  }

  /**
   * Goes one step on. Pages of the first read may have been newer than its Position: a Record that is not newer than
   * the one held says nothing new.
   */
  apply({ epoch, at, time, records }: Batch, onChange: OnChange): void {
    for (const record of records) {
      const before = this.#records.get(record.key)
      if (before !== undefined && before.seq >= record.seq) continue
      const after = record.type === 'DELETED' || !('row' in record) ? undefined : record
      onChange(record.key, { before, after })
      if (after === undefined) this.#records.delete(record.key)
      else this.#records.set(record.key, after)
      this.#journal.append(record)
    }
    this.#position = { epoch, seq: at }
    this.#time = Math.max(this.#time, time)
  }

  /** Takes the Topic as read anew; what differs from the copy is told as if it had happened in one step. */
  replace(position: Position, records: readonly Record[], onChange: OnChange): void {
    const next = byKey(records)
    for (const [key, before] of this.#records) {
      const after = next.get(key)
      if (after?.hash !== before.hash || after.uid !== before.uid) onChange(key, { before, after })
    }
    for (const [key, after] of next) {
      if (!this.#records.has(key)) onChange(key, { before: undefined, after })
    }
    this.#records = next
    this.#position = position
    this.#journal = new Journal(position.seq)
    this.#time = Math.max(this.#time, newestTime(records))
  }

  /** Keys changed after a Position, in the order of their newest seq; `undefined` where the copy cannot tell. */
  changedAfter({ epoch, seq }: Position): readonly ChangedKey[] | undefined {
    return epoch === this.#position.epoch ? this.#journal.after(seq) : undefined
  }
}

function byKey(records: readonly Record[]): Map<string, Record> {
  return new Map(records.map((record) => [record.key, record]))
}

function newestTime(records: readonly Record[]): number {
  return records.reduce((newest, { row }) => Math.max(newest, row.changed), 0)
}
