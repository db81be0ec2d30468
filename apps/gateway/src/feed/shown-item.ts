import type { Record } from '@argus/contracts/record'

import { knownItem, type KnownItem } from './known-items.ts'
import type { View } from './view.ts'
import {
  compact,
  encodeKnown,
  encodeUpsert,
  type Bodies,
  type EncodedEvent,
} from './view-frames.ts'

export interface Shown {
  readonly record: Record
  readonly bodies: Bodies
  /** As the other members have it, where that is to be shown: the next patch begins there. */
  readonly held?: KnownItem | undefined
  readonly type?: 'ADDED' | 'MODIFIED'
}

/** One object for somebody who is brought to a View, as an Item or (with a type) as an event; with its state where patches are taken. */
export function shownItem(
  { lens, known }: View,
  { record, bodies, held, type }: Shown,
): EncodedEvent[] {
  if (known === undefined) return compact(encodeUpsert({ lens, record, bodies }, type))
  if (held !== undefined) return [encodeKnown(held, type)]
  const read = encodeUpsert({ lens, record, bodies })
  return read === undefined ? [] : [encodeKnown(knownItem(read, record.uid), type)]
}
