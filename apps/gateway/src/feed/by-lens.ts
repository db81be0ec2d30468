import type { Lens } from './lens.ts'
import type { Sink } from './sink.ts'

interface Shared {
  readonly lens: Lens
  /** Whether nobody holds it. */
  readonly idle: boolean
  heldBy(sink: Sink): boolean
}

/**
 * What the readers of a Feed share, by the text of its Lens. Frames name no Subscription, so a connection that asks for
 * the same twice gets another one of its own kind.
 */
export class ByLens<V extends Shared> {
  readonly #kept = new Map<string, readonly V[]>()

  get all(): Iterable<V> {
    return this.#kept.values().flatMap((kept) => kept)
  }

  get empty(): boolean {
    return this.#kept.size === 0
  }

  /** One of this Lens that the connection of this sink does not hold, made where there is none. */
  get(lens: Lens, sink: Sink, make: () => V): V {
    const kept = this.#kept.get(lens.text) ?? []
    const free = kept.find((one) => !one.heldBy(sink))
    if (free !== undefined) return free
    const made = make()
    this.#kept.set(lens.text, [...kept, made])
    return made
  }

  /** Forgets one that nobody holds. */
  drop(dropped: V): void {
    if (!dropped.idle) return
    const { text } = dropped.lens
    const others = this.#kept.get(text)?.filter((one) => one !== dropped) ?? []
    if (others.length > 0) this.#kept.set(text, others)
    else this.#kept.delete(text)
  }
}
