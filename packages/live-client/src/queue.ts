/** A stream with one reader: what is pushed is read in order; closed, it ends after what was pushed before. */
export class Queue<T extends object> implements AsyncIterableIterator<T, undefined> {
  readonly #items: T[] = []
  #closed = false
  #waiting: ((result: IteratorResult<T, undefined>) => void) | undefined
  readonly #onReturn: (() => void) | undefined

  /** `onReturn` is called when the reader stops early. */
  constructor(onReturn?: () => void) {
    this.#onReturn = onReturn
  }

  push(item: T): void {
    if (this.#closed) return
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) this.#items.push(item)
    else waiting({ done: false, value: item })
  }

  close(): void {
    this.#closed = true
    this.#waiting?.({ done: true, value: undefined })
    this.#waiting = undefined
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#items.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    if (this.#closed) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.close()
    this.#onReturn?.()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
