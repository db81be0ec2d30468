import { look, UNOPENED, type ObjectHistory } from './object-history.ts'
import type { TopicStore } from './topic-store.ts'

/** Which object of a store. */
export interface ObjectPlace {
  readonly cluster: string
  readonly key: string
}

/** What was seen of one object since it was opened, outside of React. It looks for as long as somebody listens. */
export class HistoryStore {
  readonly #store: TopicStore
  readonly #place: ObjectPlace
  #history: ObjectHistory = UNOPENED

  constructor(store: TopicStore, place: ObjectPlace) {
    this.#store = store
    this.#place = place
    this.#look()
  }

  readonly history = (): ObjectHistory => this.#history

  readonly subscribe = (listener: () => void): (() => void) => {
    const end = this.#store.subscribe(() => {
      if (this.#look()) listener()
    })
    if (this.#look()) listener()
    return end
  }

  /** Answers whether there is news. */
  #look(): boolean {
    const { clusters, answered } = this.#store.state()
    const slice = clusters.get(this.#place.cluster)
    const item = slice?.rows.get(this.#place.key)?.item
    const complete = slice === undefined ? answered : slice.complete
    const before = this.#history
    this.#history = look(before, { item, complete, now: Date.now() })
    return before !== this.#history
  }
}
