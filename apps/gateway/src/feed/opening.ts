import type { Sink } from './sink.ts'

/** Wakes whatever waits for one sink to open: one wait, however many wait for it. */
export class Opening {
  readonly #sink: Pick<Sink, 'opened'>
  readonly #signal: AbortSignal
  /** Nothing while nobody waits: nearly always. */
  #waiting: Set<() => void> | undefined

  constructor(sink: Pick<Sink, 'opened'>, signal: AbortSignal) {
    this.#sink = sink
    this.#signal = signal
  }

  /** Calls back, once, when the sink is open; never where the signal aborts before. */
  wake(waiting: () => void): void {
    const first = this.#waiting === undefined
    this.#waiting ??= new Set()
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
    this.#waiting = undefined
    for (const wake of woken ?? []) wake()
  }
}
