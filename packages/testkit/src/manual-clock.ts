/** A clock that stands still until a test advances it. It fits every `Clock` of the project. */
export class ManualClock {
  #now: number
  readonly #sleepers = new Set<Sleeper>()

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#now

  /** The same: nobody sets this clock. */
  readonly steady = (): number => this.#now

  /** Resolves once the clock has been advanced by `ms`; rejects with the signal's reason when it aborts. */
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (ms <= 0) return Promise.resolve()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sleeper: Sleeper = { at: this.#now + ms, wake: resolve }
    const abort = () => {
      this.#sleepers.delete(sleeper)
      reject(signal?.reason)
    }
    this.#sleepers.add(sleeper)
    signal?.addEventListener('abort', abort, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', abort))
  }

  /** How many sleep now: what a test waits for before it advances. */
  get sleeping(): number {
    return this.#sleepers.size
  }

  /** Moves time on, waking sleepers in the order of their time, each with the microtasks it causes. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms
    for (let next = this.#next(target); next; next = this.#next(target)) {
      this.#sleepers.delete(next)
      this.#now = next.at
      next.wake()
      await settle()
    }
    this.#now = target
    await settle()
  }

  #next(target: number): Sleeper | undefined {
    return [...this.#sleepers]
      .filter(({ at }) => at <= target)
      .toSorted((a, b) => a.at - b.at)
      .at(0)
  }
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** One turn of the event loop: every microtask that waking a sleeper caused has run after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
