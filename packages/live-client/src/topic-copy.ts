import type { Item, ViewEvent } from '@argus/contracts/gateway-frame'

import type { CopyChange } from './live-event.ts'

/**
 * The Items of one Topic as a client holds them. A snapshot over an old copy fills a buffer and swaps at its end, so
 * that readers get the difference and never an empty list in between.
 */
export class TopicCopy {
  #items = new Map<string, Item>()
  #buffer: Map<string, Item> | undefined
  #complete = false

  get items(): ReadonlyMap<string, Item> {
    return this.#items
  }

  /** Takes a page of a snapshot. */
  page(items: readonly Item[], first: boolean): readonly CopyChange[] {
    if (this.#complete) {
      if (first || this.#buffer === undefined) this.#buffer = new Map()
      for (const item of items) this.#buffer.set(item.key, item)
      return []
    }
    const dropped = first ? this.#empty() : []
    for (const item of items) this.#items.set(item.key, item)
    return [...dropped, ...items.map((item): CopyChange => ({ type: 'read', item }))]
  }

  /** The copy is what was sent. `resumed`: nothing was read anew. */
  synced(resumed: boolean): readonly CopyChange[] {
    const buffer = this.#buffer
    const swapped = this.#complete && !resumed ? this.#swap(buffer ?? new Map()) : []
    this.#buffer = undefined
    this.#complete = true
    return swapped
  }

  /** Takes the events of one step. A deletion of what is not there says nothing new. */
  apply(events: readonly ViewEvent[]): readonly CopyChange[] {
    return events.flatMap((event) =>
      event.type === 'DELETED' ? this.#remove(event.key) : this.#upsert(itemOf(event)),
    )
  }

  #swap(next: Map<string, Item>): readonly CopyChange[] {
    const gone = [...this.#items.keys()].filter((key) => !next.has(key))
    const changes = gone.flatMap((key) => this.#remove(key))
    for (const item of next.values()) {
      const before = this.#items.get(item.key)
      if (before === undefined || !sameItem(before, item)) changes.push(...this.#upsert(item))
    }
    return changes
  }

  #upsert(item: Item): CopyChange[] {
    const before = this.#items.get(item.key)
    this.#items.set(item.key, item)
    if (before === undefined || before.uid === item.uid) return [{ type: 'upserted', item, before }]
    return [
      { type: 'gone', key: item.key, before },
      { type: 'upserted', item, before: undefined },
    ]
  }

  #remove(key: string): CopyChange[] {
    const before = this.#items.get(key)
    if (before === undefined) return []
    this.#items.delete(key)
    return [{ type: 'gone', key, before }]
  }

  #empty(): CopyChange[] {
    return [...this.#items.keys()].flatMap((key) => this.#remove(key))
  }
}

function itemOf(event: Exclude<ViewEvent, { type: 'DELETED' }>): Item {
  const { key, uid, created, changed, health, healthSince, reason, owners, cells, object } = event
  const row = { key, uid, created, changed, health, healthSince, reason, owners, cells }
  return object === undefined ? row : { ...row, object }
}

/** Both come from the same schema, so equal Items have equal text. */
function sameItem(a: Item, b: Item): boolean {
  return a.uid === b.uid && JSON.stringify(a) === JSON.stringify(b)
}
