import type { Listener } from './subscriptions.ts'

/** Who listens to what. */
export class Channels {
  readonly #listeners = new Map<string, Set<Listener>>()

  names(): readonly string[] {
    return [...this.#listeners.keys()]
  }

  has(channel: string): boolean {
    return this.#listeners.has(channel)
  }

  of(channel: string): Iterable<Listener> {
    return this.#listeners.get(channel) ?? []
  }

  /** Adds a listener until disposed; `left` is called when that was a channel's last one. */
  add(channel: string, listener: Listener, left: () => void): Disposable {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners)
    listeners.add(listener)
    return {
      [Symbol.dispose]: () => {
        listeners.delete(listener)
        if (listeners.size > 0 || this.#listeners.get(channel) !== listeners) return
        this.#listeners.delete(channel)
        left()
      },
    }
  }
}
