/** A Key and the seq of one of its changes. */
export interface ChangedKey {
  readonly key: string
  readonly seq: number
}

/**
 * Which Keys a Topic changed lately, deletions among them, so that most who come back need nothing read for them. It
 * reaches back to where its Feed began, or to the last `capacity` changes.
 */
export class Journal {
  readonly #capacity: number
  #changes: ChangedKey[] = []
  #since: number

  constructor(since: number, capacity = CAPACITY) {
    this.#since = since
    this.#capacity = capacity
  }

  /**
   * Changes come in the order of their seq. One that was read ahead of its turn moves those after it up to itself: to
   * tell a Key once too often is harmless.
   */
  append({ key, seq }: ChangedKey): void {
    this.#changes.push({ key, seq: Math.max(seq, this.#changes.at(-1)?.seq ?? 0) })
    if (this.#changes.length < 2 * this.#capacity) return
    const dropped = this.#changes.splice(0, this.#changes.length - this.#capacity)
    this.#since = dropped.at(-1)?.seq ?? this.#since
  }

  /**
   * The Keys that changed after `seq`, each once with its newest seq, in that order; `undefined` where the journal does
   * not reach back so far.
   */
  after(seq: number): readonly ChangedKey[] | undefined {
    if (seq < this.#since) return undefined
    const newest = new Map<string, number>()
    for (const change of this.#changes.slice(this.#firstAfter(seq))) {
      newest.delete(change.key)
      newest.set(change.key, change.seq)
    }
    return [...newest].map(([key, at]) => ({ key, seq: at }))
  }

  #firstAfter(seq: number): number {
    let low = 0
    let high = this.#changes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#changes[middle]?.seq ?? Infinity) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** As many deletions as the topic log itself remembers. */
const CAPACITY = 20_000
