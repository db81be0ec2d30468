/** A map of which there are tens of thousands, nearly all with one entry: that needs none of the 200 bytes of a `Map`. */
export class Few<K, V> {
  #one: readonly [K, V] | undefined
  /** All there are, from the second on. */
  #more: Map<K, V> | undefined

  get size(): number {
    return this.#more?.size ?? (this.#one === undefined ? 0 : 1)
  }

  has(key: K): boolean {
    return this.#more?.has(key) ?? this.#one?.[0] === key
  }

  set(key: K, value: V): void {
    if (this.#more !== undefined) this.#more.set(key, value)
    else if (this.#one === undefined || this.#one[0] === key) this.#one = [key, value]
    else {
      this.#more = new Map([this.#one, [key, value]])
      this.#one = undefined
    }
  }

  delete(key: K): void {
    this.#more?.delete(key)
    if (this.#one?.[0] === key) this.#one = undefined
  }

  clear(): void {
    this.#more = undefined
    this.#one = undefined
  }

  /** May be changed while it is gone through, as a `Map` may. */
  [Symbol.iterator](): IterableIterator<readonly [K, V]> {
    if (this.#more !== undefined) return this.#more.entries()
    return (this.#one === undefined ? [] : [this.#one]).values()
  }

  /** As they are now. */
  values(): readonly V[] {
    return Array.from(this, ([, value]) => value)
  }
}
