/** Listeners by what they listen to: telling some keys costs nothing for the others. */
export class KeyedListeners<K> {
  readonly #listeners = new Map<K, Set<() => void>>()

  /** Answers how to stop listening. */
  add(key: K, listener: () => void): () => void {
    const known = this.#listeners.get(key) ?? new Set()
    const own = (): void => listener() // the same function may listen twice, and stop once
    this.#listeners.set(key, known.add(own))
    return () => {
      known.delete(own)
      if (known.size === 0 && this.#listeners.get(key) === known) this.#listeners.delete(key)
    }
  }

  /** A listener that is taken away meanwhile is not called any more. */
  call(keys: Iterable<K>): void {
    for (const key of keys) for (const listener of this.#listeners.get(key) ?? []) listener()
  }
}
