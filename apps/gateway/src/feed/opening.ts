import type { Sink } from './sink.ts'

/** Wakes whatever waits for one sink to open: one wait, however many wait for it. */
export class Opening {
  readonly #sink: Sink
  readonly #signal: AbortSignal
  #waiting = new Set<() => void>()

  constructor(sink: Sink, signal: AbortSignal) {
    this.#sink = sink
    this.#signal = signal
  }

  /** Calls back, once, when the sink is open; never where the signal aborts before. */
  wake(waiting: () => void): void {
    this.#waiting.add(waiting)
    if (this.#waiting.size === 1) void this.#wait()
  }

  async #wait(): Promise<void> {
    try {
      await this.#sink.opened(this.#signal)
    } catch {
      return // aborted: nobody waits any more
    }
    const woken = this.#waiting
    this.#waiting = new Set()
    for (const wake of woken) wake()
  }
}
