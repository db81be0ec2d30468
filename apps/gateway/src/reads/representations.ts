import { createHash } from 'node:crypto'

import type { Representation } from './representation.ts'

/**
 * Answers that were made, by all that they depend on, the latest used last. Who asks for one that is being made waits for
 * that. What is not exact is given to those who waited for it, and not kept.
 */
export class Representations {
  readonly #mostBytes: number
  readonly #kept = new Map<string, Kept>()
  readonly #making = new Map<string, Promise<Representation>>()
  #bytes = 0

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes
  }

  /** `of` is everything that the answer depends on, the scope it was made for among it: as JSON, it is another one. */
  get(of: readonly unknown[], make: () => Promise<Representation>): Promise<Representation> {
    const key = createHash('sha256').update(JSON.stringify(of)).digest('base64url')
    const kept = this.#kept.get(key)
    if (kept === undefined) return this.#making.get(key) ?? this.#make(key, make)
    this.#keep(key, kept.representation)
    return Promise.resolve(kept.representation)
  }

  async #make(key: string, make: () => Promise<Representation>): Promise<Representation> {
    const making = make()
    this.#making.set(key, making)
    try {
      const made = await making
      if (made.exact) this.#keep(key, made)
      return made
    } finally {
      this.#making.delete(key)
    }
  }

  /** As the latest used; what was used longest ago goes when there is no room. */
  #keep(key: string, representation: Representation): void {
    this.#drop(key)
    const { size } = representation
    this.#kept.set(key, { representation, size })
    this.#bytes += size
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.size ?? 0
    this.#kept.delete(key)
  }
}

interface Kept {
  readonly representation: Representation
  /** As it was counted: it grows by the forms that are asked for later. */
  readonly size: number
}

/** Compressed forms among them. */
const MOST_BYTES = 33_554_432
