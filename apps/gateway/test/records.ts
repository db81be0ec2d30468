import type { Batch, Record } from '@argus/contracts/record'
import type { Health } from '@argus/contracts/row'

export interface RecordParts {
  readonly key?: string
  readonly seq?: number
  readonly labels?: { [label: string]: string }
  readonly health?: Health
  readonly cells?: Record['row']['cells']
  readonly uid?: string
}

/** A Record of the topic log; what a test does not say is the same for all. */
export function record({ key = 'a/x', seq = 1, labels = {}, ...rest }: RecordParts = {}): Record {
  const { health = 'Current', cells = ['v'], uid = `uid of ${key}` } = rest
  return {
    key,
    uid,
    resourceVersion: `${seq}`,
    hash: JSON.stringify([seq, labels, health, cells]),
    labels,
    type: 'ADDED',
    seq,
    row: { created: 0, changed: seq, health, healthSince: null, reason: '', owners: [], cells },
  }
}

export function batch(prev: number, ...records: Batch['records']): Batch {
  const at = records.at(-1)?.seq ?? prev
  return { type: 'batch', epoch: 'e', prev, at, time: 1_000 + at, records }
}

export function deletion(key: string, seq: number): Batch['records'][number] {
  return { type: 'DELETED', key, seq }
}
