/**
 * What waits for one consumer, in order. When more waits than `limit`, all of it is dropped and `overflow` stands in
 * its place: a consumer that slow reads again, which costs less than what it missed.
 */
export class Inbox<T> {
  readonly #limit: number
  readonly #overflow: T
  #waiting: T[] = []
  #bell = Promise.withResolvers<void>()

  constructor({ limit, overflow }: { readonly limit: number; readonly overflow: T }) {
    this.#limit = limit
    this.#overflow = overflow
  }

  push(item: T): void {
    if (this.#waiting.length >= this.#limit) this.#waiting = [this.#overflow]
    else this.#waiting.push(item)
    this.#bell.resolve()
  }

  /** Puts items back in front of what waits. */
  putBack(items: readonly T[]): void {
    this.#waiting.unshift(...items)
  }

  /** All that waits now. */
  takeAll(): readonly T[] {
    return this.#waiting.splice(0)
  }

  /** The next item, as soon as there is one; `undefined` once the signal has aborted. */
  async next(signal: AbortSignal): Promise<T | undefined> {
    while (!signal.aborted) {
      const item = this.#waiting.shift()
      if (item !== undefined) return item
      this.#bell = Promise.withResolvers()
      const { resolve, promise } = this.#bell
      const wake = (): void => resolve()
      signal.addEventListener('abort', wake, { once: true })
      await promise
      signal.removeEventListener('abort', wake)
    }
    return undefined
  }
}
