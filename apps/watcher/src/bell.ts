import type { Clock } from './clock.ts'

/** Wakes one who waits; rung while nobody does, it wakes the next one at once. */
export class Bell {
  #rung = Promise.withResolvers<void>()

  ring(): void {
    this.#rung.resolve()
  }

  /** Resolves when it rings, or after so many milliseconds; rejects with the signal's reason. */
  async orAfter(
    ms: number,
    { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ): Promise<void> {
    const over = new AbortController()
    try {
      await Promise.race([
        this.#rung.promise,
        clock.sleep(ms, AbortSignal.any([signal, over.signal])),
      ])
    } finally {
      over.abort()
      this.#rung = Promise.withResolvers()
    }
  }
}
