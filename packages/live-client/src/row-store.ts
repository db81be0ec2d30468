import type { Item } from '@argus/contracts/gateway-frame'
import { topicKey, type Topic } from '@argus/contracts/topic'

import { KeyedListeners } from './keyed-listeners.ts'
import type { CopyChange, LiveEvent } from './live-event.ts'

/** One object of one cluster. */
export interface StoredRow {
  /** `cluster/namespace/name`, unique in a store. */
  readonly id: string
  readonly topic: Topic
  readonly item: Item
}

/** Where rows stand: by default in the order in which they came. */
export type RowOrder = (a: StoredRow, b: StoredRow) => number

/**
 * The rows of one subscription for readers that each look at one of them, or at which there are. What `row` and `ids`
 * answer is the same object until it changes, so both are snapshots for `useSyncExternalStore`. A batch is taken whole:
 * listeners are called after it, each at most once.
 */
export class RowStore {
  readonly #order: RowOrder | undefined
  readonly #rows = new Map<string, StoredRow>()
  readonly #readers = new KeyedListeners<string>()
  readonly #members = new KeyedListeners<'ids'>()
  #ids: readonly string[] = []
  #listed: ReadonlySet<string> = new Set()

  constructor(order?: RowOrder) {
    this.#order = order
  }

  readonly row = (id: string): StoredRow | undefined => this.#rows.get(id)

  /** Which rows there are, in order. */
  readonly ids = (): readonly string[] => this.#ids

  /** Calls the listener when this row came, changed or went, and for no other. */
  readonly subscribeRow = (id: string, listener: () => void): (() => void) =>
    this.#readers.add(id, listener)

  /** Calls the listener when a row came, went, or took another place; not for a change that moves none. */
  readonly subscribeIds = (listener: () => void): (() => void) => this.#members.add('ids', listener)

  /** Takes what a subscription told. */
  apply(events: readonly LiveEvent[]): void {
    const touched = new Set<string>()
    for (const event of events) this.#take(event, touched)
    const moved = this.#arrange(touched)
    this.#readers.call(touched)
    if (moved) this.#members.call(['ids'])
  }

  /** Answers whether any row came, went or took another place. */
  #arrange(touched: ReadonlySet<string>): boolean {
    const before = this.#ids
    const fresh = [...touched].filter((id) => this.#rows.has(id) && !this.#listed.has(id))
    const left = [...touched].some((id) => !this.#rows.has(id) && this.#listed.has(id))
    if (fresh.length === 0 && !left && this.#order === undefined) return false
    const ids = this.#sorted([...before.filter((id) => this.#rows.has(id)), ...fresh])
    if (ids.length === before.length && ids.every((id, at) => id === before[at])) return false
    this.#ids = ids
    this.#listed = new Set(ids)
    return true
  }

  /** What was in order before nearly is, which costs the sort hardly more than a look. */
  #sorted(ids: readonly string[]): readonly string[] {
    const order = this.#order
    if (order === undefined) return ids
    const rows = ids.flatMap((id) => this.#rows.get(id) ?? [])
    return rows.toSorted(order).map(({ id }) => id)
  }

  #take(event: LiveEvent, touched: Set<string>): void {
    switch (event.type) {
      case 'changed':
        for (const change of event.changes) this.#change(event.topic, change, touched)
        return
      case 'left':
        return this.#drop(({ topic }) => topicKey(topic) === topicKey(event.topic), touched)
      case 'ended': // what may no longer be seen is not kept
        return this.#drop(() => true, touched)
      case 'joined':
      case 'counts':
      case 'synced':
      case 'status':
      case 'columns':
      case 'time':
      case 'answered':
        return // says nothing of a row
    }
  }

  #change(topic: Topic, change: CopyChange, touched: Set<string>): void {
    const key = change.type === 'gone' ? change.key : change.item.key
    const id = `${topic.cluster}/${key}`
    touched.add(id)
    if (change.type === 'gone') this.#rows.delete(id)
    else this.#rows.set(id, { id, topic, item: change.item })
  }

  #drop(matches: (row: StoredRow) => boolean, touched: Set<string>): void {
    for (const row of this.#rows.values()) {
      if (!matches(row)) continue
      this.#rows.delete(row.id)
      touched.add(row.id)
    }
  }
}
