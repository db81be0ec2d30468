import type { Position } from '@argus/contracts/position'

/**
 * Frames of a View that are the same for all who come while the Feed's copy stands where it does: when thousands dial
 * again at once, each would otherwise have the same rows encoded anew.
 */
export class SharedFrames {
  #at: Position | undefined
  readonly #frames = new Map<string, Buffer>()
  #bytes = 0

  /** The frame of this name, made at most once while `at`, the copy's own Position, is the same object. */
  get(at: Position, name: string, make: () => Buffer): Buffer {
    if (at !== this.#at) this.#begin(at)
    const kept = this.#frames.get(name)
    if (kept !== undefined) return kept
    const made = make()
    this.#bytes += made.length
    if (this.#bytes <= MOST_BYTES) this.#frames.set(name, made)
    return made
  }

  #begin(at: Position): void {
    this.#at = at
    this.#frames.clear()
    this.#bytes = 0
  }
}

/** What a View may hold for those who come: a few thousand rows. */
const MOST_BYTES = 1_048_576
