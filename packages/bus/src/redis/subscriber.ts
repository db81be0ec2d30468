import { BusError } from '../bus-error.ts'
import { Channels } from './channels.ts'
import type { Connection } from './connect.ts'
import type { Listener, Subscriptions } from './subscriptions.ts'

/** All subscriptions of a process on one connection. */
export class Subscriber implements Subscriptions {
  readonly #connection: Connection
  readonly #onFault: ((error: BusError) => void) | undefined
  readonly #channels = new Channels()

  constructor(connection: Connection, onFault?: (error: BusError) => void) {
    this.#connection = connection
    this.#onFault = onFault
    connection.redis.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
      for (const listener of this.#channels.of(channel.toString())) listener.message(bytes)
    })
    connection.onReady(() => this.#subscribe(this.#channels.names()))
    connection.onLost(() => {
      for (const channel of this.#channels.names()) {
        for (const listener of this.#channels.of(channel)) listener.lost?.()
      }
    })
  }

  join(channel: string, listener: Listener): Disposable {
    const isNew = !this.#channels.has(channel)
    const joined = this.#channels.add(channel, listener, () => {
      // Without a connection there is nothing to unsubscribe from, and no later one is asked for this channel.
      this.#connection.redis.unsubscribe(channel).catch(() => undefined)
    })
    if (isNew) this.#subscribe([channel])
    return joined
  }

  async barrier(): Promise<void> {
    await this.#connection.run('reach its subscribers', (redis) => redis.ping())
  }

  async barriers(): Promise<() => boolean> {
    await this.barrier()
    return () => true
  }

  reachable(): true | string {
    return this.#connection.reachable()
  }

  onReady(listener: () => void): void {
    this.#connection.onReady(listener)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#connection[Symbol.asyncDispose]()
  }

  #subscribe(channels: readonly string[]): void {
    if (channels.length === 0 || this.#connection.redis.status !== 'ready') return
    this.#connection.redis.subscribe(...channels).then(
      () => {
        for (const channel of channels) {
          for (const listener of this.#channels.of(channel)) listener.subscribed()
        }
      },
      (error: unknown) => this.#onFault?.(new BusError('subscribe', error)),
    )
  }
}
