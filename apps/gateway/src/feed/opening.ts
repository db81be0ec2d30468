import type { Sink } from './sink.ts'

/** Wakes whatever waits for one sink to open: one wait, however many wait for it. */
export class Opening {
  readonly #sink: Pick<Sink, 'opened'>
  readonly #signal: AbortSignal
  #waiting = new Set<() => void>()

  constructor(sink: Pick<Sink, 'opened'>, signal: AbortSignal) {
    this.#sink = sink
    this.#signal = signal
  }

  /** Calls back, once, when the sink is open; never where the signal aborts before. */
  wake(waiting: () => void): void {
    const first = this.#waiting.size === 0
    this.#waiting.add(waiting)
    if (first) void this.#wait()
  }

  async #wait(): Promise<void> {
    try {
      await this.#sink.opened(this.#signal)
    } catch {
      return // aborted: nobody waits any more
    }
    if (this.#signal.aborted) return // in the same turn
    const woken = this.#waiting
    this.#waiting = new Set()
    for (const wake of woken) wake()
  }
}
