import type { Duplex } from 'node:stream'

import { Bell } from '../feed/bell.ts'
import type { Sink } from '../feed/sink.ts'
import { pressure } from './pressure.ts'

export interface OutboxParts {
  readonly socket: Duplex
  readonly now: () => number
  /** Asks that `write` be called with the next flush. */
  readonly onPending: (outbox: Outbox) => void
  /** Data taken from an API server at `time` was given to the socket. */
  readonly onCarried: (time: number) => void
}

/**
 * What one connection has not been sent yet. It is open while nothing stands against delivery and the socket keeps
 * up; Views bring data only then, so it holds little more than what one flush adds.
 */
export class Outbox implements Sink {
  readonly #parts: OutboxParts
  readonly #bell = new Bell()
  readonly #doubts = new Set<string>()
  #frames: Buffer[] = []
  #bytes = 0
  #carried: number | undefined
  /** Bytes ever given to the socket, how many of them it was last seen to have taken, and when that last grew. */
  #given = 0
  #taken = 0
  #movedAt: number
  #ended = false

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#movedAt = parts.now()
    parts.socket.on('drain', () => this.#bell.ring())
  }

  get open(): boolean {
    return !this.#ended && this.#doubts.size === 0 && pressure(this.#backlog()) === 'send'
  }

  opened(signal: AbortSignal): Promise<void> {
    return this.#bell.until(() => this.open, signal)
  }

  push(bytes: Buffer): void {
    if (this.#ended) return
    this.#frames.push(bytes)
    this.#bytes += bytes.length
    if (this.#frames.length === 1) this.#parts.onPending(this)
  }

  carries(time: number): void {
    this.#carried = Math.max(this.#carried ?? 0, time)
  }

  /** Stops delivery; what was appended before goes out at once. */
  suspend(reason: string): void {
    this.write()
    this.#doubts.add(reason)
  }

  resume(reason: string): void {
    if (this.#doubts.delete(reason)) this.#bell.ring()
  }

  /** Gives everything to the socket, in one write. */
  write(): void {
    if (this.#frames.length === 0 || this.#ended) return
    const { socket } = this.#parts
    const [first] = this.#frames
    const bytes = this.#frames.length === 1 && first ? first : Buffer.concat(this.#frames)
    this.#frames = []
    this.#bytes = 0
    this.#watch()
    this.#given += bytes.length
    socket.write(bytes)
    if (this.#carried !== undefined) this.#parts.onCarried(this.#carried)
    this.#carried = undefined
    if (this.open) this.#bell.ring()
  }

  /** Bytes that wait here or in the socket. */
  get unsent(): number {
    return this.#backlog().bytes
  }

  /** Whether this connection is too slow to be kept; asked once a second. */
  get overdue(): boolean {
    return pressure(this.#backlog()) === 'close'
  }

  /** Nothing more is taken: what waits here is dropped with the connection. */
  end(): void {
    this.#ended = true
    this.#frames = []
    this.#bytes = 0
  }

  #backlog(): { bytes: number; behindMs: number } {
    this.#watch()
    const unsent = this.#parts.socket.writableLength
    return {
      bytes: this.#bytes + unsent,
      behindMs: unsent === 0 ? 0 : this.#parts.now() - this.#movedAt,
    }
  }

  #watch(): void {
    const unsent = this.#parts.socket.writableLength
    const taken = this.#given - unsent
    if (taken > this.#taken || unsent === 0) this.#movedAt = this.#parts.now()
    this.#taken = taken
  }
}
