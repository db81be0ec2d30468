/** Wakes everybody who waits for it at the moment it rings. */
export class Bell {
  /** Nothing while nobody waits: most rings are for nobody. */
  #next: PromiseWithResolvers<void> | undefined

  ring(): void {
    const next = this.#next
    this.#next = undefined
    next?.resolve()
  }

  /** Whether anybody waits for the next ring. */
  get awaited(): boolean {
    return this.#next !== undefined
  }

  /** Resolves at the next ring; rejects with the signal's reason when it aborts. */
  async rung(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, reject } = Promise.withResolvers<never>()
    this.#next ??= Promise.withResolvers<void>()
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await Promise.race([this.#next.promise, promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Resolves once the condition holds, looking again at each ring; at once, within the turn, where it holds already. */
  async until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    while (!condition()) await this.rung(signal)
  }
}
