/** A map of which there are tens of thousands, nearly all with one entry: that needs none of the 200 bytes of a `Map`. */
export class Few<K extends string | number, V extends NonNullable<unknown>> {
  /** The only entry there is, in two fields: a pair would be an object more. */
  #key: K | undefined
  #value: V | undefined
  /** All there are, from the second on. */
  #more: Map<K, V> | undefined

  get size(): number {
    return this.#more?.size ?? (this.#key === undefined ? 0 : 1)
  }

  has(key: K): boolean {
    return this.#more?.has(key) ?? this.#key === key
  }

  set(key: K, value: V): void {
    if (this.#more !== undefined) this.#more.set(key, value)
    else if (this.#key === undefined || this.#key === key) {
      this.#key = key
      this.#value = value
    } else {
      const both = new Map(this).set(key, value)
      this.clear()
      this.#more = both
    }
  }

  delete(key: K): void {
    if (this.#more !== undefined) this.#more.delete(key)
    else if (this.#key === key) this.clear()
  }

  clear(): void {
    this.#key = undefined
    this.#value = undefined
    this.#more = undefined
  }

  /** May be changed while it is gone through, as a `Map` may. */
  [Symbol.iterator](): IterableIterator<readonly [K, V]> {
    if (this.#more !== undefined) return this.#more.entries()
    const only: readonly (readonly [K, V])[] =
      this.#key === undefined || this.#value === undefined ? [] : [[this.#key, this.#value]]
    return only.values()
  }

  /** As they are now. */
  values(): readonly V[] {
    return Array.from(this, ([, value]) => value)
  }
}
