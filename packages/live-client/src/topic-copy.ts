import type { Item, Patch, ViewEvent } from '@argus/contracts/gateway-frame'
import { patchedItem } from '@argus/contracts/patched-item'

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

  /**
   * Takes the events of one step. A deletion of what is not there says nothing new. `undefined`: a patch was for another
   * object than the one held, so the copy has to be read again.
   */
  apply(events: readonly ViewEvent[]): readonly CopyChange[] | undefined {
    const items = new Map<string, Item>()
    for (const event of events) {
      if (event.type === 'DELETED') continue
      const item = 'patch' in event ? patchedItem(this.#items.get(event.key), event) : itemOf(event)
      if (item === undefined) return undefined
      items.set(event.key, item)
    }
    return events.flatMap(({ key }) => {
      const item = items.get(key)
      return item === undefined ? this.#remove(key) : this.#upsert(item)
    })
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

function itemOf(event: Exclude<ViewEvent, { type: 'DELETED' } | Patch>): Item {
  const { key, uid, created, changed, health, healthSince, reason, owners, cells, object } = event
  const row = { key, uid, created, changed, health, healthSince, reason, owners, cells }
  const known = event.state === undefined ? row : { ...row, state: event.state }
  return object === undefined ? known : { ...known, object }
}

/** Both come from the same schema, so equal Items have equal text. */
function sameItem(a: Item, b: Item): boolean {
  return a.uid === b.uid && JSON.stringify(a) === JSON.stringify(b)
}
