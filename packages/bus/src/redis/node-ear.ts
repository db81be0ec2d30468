import type { Redis } from 'ioredis'

import { BusError } from '../bus-error.ts'
import type { Connection } from './connect.ts'

/** What one node's connection tells whoever placed channels on it. */
export interface EarEvents {
  message(channel: string, bytes: Buffer): void
  subscribed(channel: string): void
  lost(channel: string): void
  /** Where channels are may have changed, or the connection began or ended. */
  stirred(): void
  refused(error: BusError): void
}

/** An answer later than this says nothing about what was announced meanwhile; other nodes are not kept waiting for it. */
const ANSWER_MS = 1_000

/** The subscriptions of a process to one node of a cluster. */
export class NodeEar implements AsyncDisposable {
  readonly #connection: Connection<Redis>
  readonly #events: EarEvents
  readonly #channels = new Map<string, 'waiting' | 'asked' | 'heard'>()
  /** Signs that a slot has moved which no refused subscription accounts for. */
  #moves = 0

  constructor(connection: Connection<Redis>, events: EarEvents) {
    this.#connection = connection
    this.#events = events
    const { redis } = connection
    redis.on('smessageBuffer', (channel: Buffer, bytes: Buffer) => {
      const name = channel.toString()
      if (this.#channels.has(name)) events.message(name, bytes)
    })
    // Told by the client where a node ends a subscription because it gave the slot away, and at each refused one.
    redis.on('moved', () => {
      this.#moves += 1
      setImmediate(() => this.#accountForMoves())
    })
    connection.onReady(() => {
      this.ask()
      events.stirred()
    })
    connection.onLost(() => {
      this.#forget()
      events.stirred()
    })
  }

  /** Whether a channel is placed here. */
  has(channel: string): boolean {
    return this.#channels.has(channel)
  }

  /** Whether its subscription is in force. */
  hears(channel: string): boolean {
    return this.#channels.get(channel) === 'heard'
  }

  /** Whether nothing is placed here. */
  get idle(): boolean {
    return this.#channels.size === 0
  }

  /** Whether all that is placed here is in force. */
  get settled(): boolean {
    return [...this.#channels.values()].every((state) => state === 'heard')
  }

  take(channel: string): void {
    this.#channels.set(channel, 'waiting')
    this.ask()
  }

  drop(channel: string): void {
    if (!this.#channels.delete(channel)) return
    // Without a connection there is nothing to unsubscribe from.
    this.#connection.redis.sunsubscribe(channel).catch(() => undefined)
  }

  /** Subscribes to what waits for it. One command a channel: those of one command must have one slot. */
  ask(): void {
    const { redis } = this.#connection
    if (redis.status !== 'ready') return
    for (const [channel, state] of this.#channels) {
      if (state !== 'waiting') continue
      this.#channels.set(channel, 'asked')
      redis.ssubscribe(channel).then(
        () => this.#heard(channel),
        (error: unknown) => this.#refused(channel, error),
      )
    }
  }

  async barrier(): Promise<void> {
    await this.#connection.run('reach its subscribers', (redis) => redis.ping())
  }

  /** Whether everything sent before has been handed on, within the time that others wait for it. */
  async answers(): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<false>()
    const timer = setTimeout(() => resolve(false), ANSWER_MS)
    const reached = this.barrier().then(
      () => true,
      () => false,
    )
    try {
      return await Promise.race([reached, late])
    } finally {
      clearTimeout(timer)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#channels.clear()
    await this.#connection[Symbol.asyncDispose]()
  }

  #heard(channel: string): void {
    if (this.#channels.get(channel) !== 'asked') return
    this.#channels.set(channel, 'heard')
    this.#events.subscribed(channel)
  }

  #refused(channel: string, error: unknown): void {
    const moved = error instanceof Error && error.message.startsWith('MOVED')
    if (moved) this.#moves -= 1
    if (this.#channels.get(channel) === 'asked') this.#channels.set(channel, 'waiting')
    // A slot that has moved, or a connection that ended, is no fault of this subscription.
    if (!moved && this.#connection.redis.status === 'ready') {
      this.#events.refused(new BusError('subscribe', error))
    }
    this.#events.stirred()
  }

  #accountForMoves(): void {
    if (this.#moves <= 0) return
    this.#moves = 0
    this.#forget()
    this.#events.stirred()
  }

  /** Nothing counts as heard any more; which of it still is shows when it is asked for again. */
  #forget(): void {
    for (const [channel, state] of this.#channels) {
      this.#channels.set(channel, 'waiting')
      if (state === 'heard') this.#events.lost(channel)
    }
  }
}
