import { look, UNOPENED, withGap, type ObjectGap, type ObjectHistory } from './object-history.ts'
import { timeNow } from './second.ts'
import type { TopicStore } from './topic-store.ts'

/** Which object of a store. */
export interface ObjectPlace {
  readonly cluster: string
  readonly key: string
}

const histories = new WeakMap<TopicStore, HistoryStore>()

/**
 * What was seen of the one object of a store. It lives as long as the store does, so that the page of an object goes on
 * where its drawer was.
 */
export function historyOf(store: TopicStore, place: ObjectPlace): HistoryStore {
  const known = histories.get(store)
  if (known !== undefined) return known
  const made = new HistoryStore(store, place)
  histories.set(store, made)
  return made
}

/** What was seen of one object since it was opened, outside of React. It looks for as long as somebody listens. */
export class HistoryStore {
  readonly #store: TopicStore
  readonly #place: ObjectPlace
  readonly #listeners = new Set<() => void>()
  #history: ObjectHistory = UNOPENED

  constructor(store: TopicStore, place: ObjectPlace) {
    this.#store = store
    this.#place = place
    this.#look()
  }

  readonly history = (): ObjectHistory => this.#history

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    const end = this.#store.subscribe(() => {
      if (this.#look()) listener()
    })
    if (this.#look()) listener()
    return () => {
      this.#listeners.delete(listener)
      end()
    }
  }

  /** A time is over in which nothing could be seen. */
  gap(gap: Omit<ObjectGap, 'type' | 'size'>): void {
    const before = this.#history
    this.#history = withGap(before, gap)
    if (before !== this.#history) for (const listener of this.#listeners) listener()
  }

  /** Answers whether there is news. */
  #look(): boolean {
    const { clusters, answered, ended } = this.#store.state()
    // What may no longer be seen is not kept, and says nothing of the object.
    if (ended !== undefined) return this.#become(UNOPENED)
    const slice = clusters.get(this.#place.cluster)
    const item = slice?.rows.get(this.#place.key)?.item
    const complete = slice === undefined ? answered : slice.complete
    return this.#become(look(this.#history, { item, complete, now: timeNow() }))
  }

  #become(history: ObjectHistory): boolean {
    const before = this.#history
    this.#history = history
    return before !== history
  }
}
