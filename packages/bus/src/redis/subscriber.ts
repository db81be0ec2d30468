import { BusError } from '../bus-error.ts'
import type { Connection } from './connect.ts'

/** What one channel's listener is told. */
export interface Listener {
  message(bytes: Buffer): void
  /** The subscription began, or began again: what was announced before may have been missed. */
  subscribed(): void
}

/** All subscriptions of a process on one connection, each to an exact name, one however many listen. */
export class Subscriber {
  readonly #connection: Connection
  readonly #onFault: ((error: BusError) => void) | undefined
  readonly #channels = new Map<string, Set<Listener>>()

  constructor(connection: Connection, onFault?: (error: BusError) => void) {
    this.#connection = connection
    this.#onFault = onFault
    connection.redis.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
      for (const listener of this.#listeners(channel.toString())) listener.message(bytes)
    })
    connection.onReady(() => this.#subscribe([...this.#channels.keys()]))
  }

  /** Listens until disposed. Whoever reads what the channel is about does so after the next `barrier`. */
  join(channel: string, listener: Listener): Disposable {
    const listeners = this.#listeners(channel)
    if (listeners.size === 0) {
      this.#channels.set(channel, listeners)
      this.#subscribe([channel])
    }
    listeners.add(listener)
    return { [Symbol.dispose]: () => this.#leave(channel, listener) }
  }

  /**
   * Resolves when everything that Redis had sent to this connection before has been handed to its listeners, and
   * every subscription asked for before is in force: both travel in the order of the answers.
   */
  async barrier(): Promise<void> {
    await this.#connection.run('reach its subscribers', (redis) => redis.ping())
  }

  #listeners(channel: string): Set<Listener> {
    return this.#channels.get(channel) ?? new Set()
  }

  #leave(channel: string, listener: Listener): void {
    const listeners = this.#listeners(channel)
    listeners.delete(listener)
    if (listeners.size > 0 || this.#channels.get(channel) !== listeners) return
    this.#channels.delete(channel)
    // Without a connection there is nothing to unsubscribe from, and no later one is asked for this channel.
    this.#connection.redis.unsubscribe(channel).catch(() => undefined)
  }

  #subscribe(channels: readonly string[]): void {
    if (channels.length === 0 || this.#connection.redis.status !== 'ready') return
    this.#connection.redis.subscribe(...channels).then(
      () => {
        for (const channel of channels) {
          for (const listener of this.#listeners(channel)) listener.subscribed()
        }
      },
      (error: unknown) => this.#onFault?.(new BusError('subscribe', error)),
    )
  }
}
