import type { Socket } from 'node:net'

import { Bell } from '../feed/bell.ts'
import type { Sink } from '../feed/sink.ts'
import { Joined } from './joined.ts'
import { pressure } from './pressure.ts'

/** What the Outboxes of a process have in common: there are thousands, each as small as can be. */
export interface OutboxOwner {
  readonly now: () => number
  /** Asks that `write` be called with the next flush. */
  readonly onPending: (outbox: Outbox) => void
  /** The socket has not taken all at once: from now on it is `behind`, until it has. */
  readonly onBehind: (outbox: Outbox) => void
  /** Data taken from an API server at `time` was given to the socket. */
  readonly onCarried: (time: number) => void
  /** The peer is too slow for something, and gets the newest state later. */
  readonly onConflated: () => void
  /** Something has to be told when it opens. */
  readonly onUntold: (outbox: Outbox) => void
}

/**
 * What one connection has not been sent yet. It is open while nothing stands against delivery and the socket keeps
 * up; Views bring data only then, so it holds little more than what one flush adds.
 */
export class Outbox implements Sink {
  readonly #socket: Socket
  readonly #owner: OutboxOwner
  /** Made where somebody waits for it: seldom. */
  #bell: Bell | undefined
  /** Nothing where there are none: nearly always. */
  #doubts: Set<string> | undefined
  /** Most flushes bring one frame. */
  #first: Buffer | undefined
  #rest: Buffer[] | undefined
  #bytes = 0
  #carried: number | undefined
  /**
   * Bytes ever given to the socket, how many of them it was last seen to have taken, and when that last grew, or
   * something was given to a socket that had taken all.
   */
  #given = 0
  #taken = 0
  #movedAt: number
  #ended = false

  constructor(socket: Socket, owner: OutboxOwner) {
    this.#socket = socket
    this.#owner = owner
    this.#movedAt = owner.now()
  }

  get open(): boolean {
    if (this.#ended || this.#doubts !== undefined) return false
    // Asked for each frame: the socket itself is asked only where it had not taken all.
    if (this.#bytes === 0 && this.#taken === this.#given) return true
    return pressure(this.#backlog()) === 'send'
  }

  opened(signal: AbortSignal): Promise<void> {
    const bell = this.#bell ?? this.#hang()
    return bell.until(() => this.open, signal)
  }

  push(bytes: Buffer): void {
    if (this.#ended) return
    this.#bytes += bytes.length
    if (this.#first !== undefined) {
      this.#rest ??= []
      this.#rest.push(bytes)
      return
    }
    this.#first = bytes
    this.#owner.onPending(this)
  }

  carries(time: number): void {
    this.#carried = Math.max(this.#carried ?? 0, time)
  }

  conflates(): void {
    if (!this.#ended && this.#doubts === undefined) this.#owner.onConflated()
  }

  untold(): void {
    if (!this.#ended) this.#owner.onUntold(this)
  }

  /** Stops delivery; what was appended before goes out at once. */
  suspend(reason: string): void {
    this.write()
    this.#doubts ??= new Set()
    this.#doubts.add(reason)
  }

  resume(reason: string): void {
    if (this.#doubts?.delete(reason) !== true) return
    if (this.#doubts.size === 0) this.#doubts = undefined
    this.#bell?.ring()
  }

  /** Gives everything to the socket, in one write. */
  write(joined: Joined = new Joined()): void {
    const first = this.#first
    if (first === undefined || this.#ended) return
    const socket = this.#socket
    const bytes = this.#rest === undefined ? first : joined.of(first, this.#rest)
    this.#clear()
    if (this.#taken !== this.#given) this.#watch()
    const idle = this.#taken === this.#given
    this.#given += bytes.length
    socket.write(bytes)
    if (socket.writableLength === 0) this.#taken = this.#given
    else if (idle) {
      this.#movedAt = this.#owner.now()
      this.#owner.onBehind(this)
    }
    if (this.#carried !== undefined) this.#owner.onCarried(this.#carried)
    this.#carried = undefined
    if (this.#bell?.awaited === true && this.open) this.#bell.ring()
  }

  /** Bytes ever given to the socket. */
  get given(): number {
    return this.#given
  }

  /** Bytes that the socket has taken, what `ws` wrote by itself among them. */
  get sent(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength
  }

  /** Bytes that wait here or in the socket. */
  get unsent(): number {
    return this.#bytes + this.#socket.writableLength
  }

  /** Whether the socket still has to take what it was given. */
  get behind(): boolean {
    return !this.#ended && this.#socket.writableLength > 0
  }

  /** Whether this connection is too slow to be kept; asked once a second while it is `behind`. */
  get overdue(): boolean {
    return pressure(this.#backlog()) === 'close'
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Nothing more is taken: what waits here is dropped with the connection. */
  end(): void {
    this.#ended = true
    this.#clear()
  }

  #clear(): void {
    this.#first = undefined
    this.#rest = undefined
    this.#bytes = 0
  }

  #hang(): Bell {
    const bell = new Bell()
    this.#bell = bell
    this.#socket.on('drain', () => bell.ring())
    return bell
  }

  #backlog(): { bytes: number; behindMs: number } {
    this.#watch()
    const unsent = this.#socket.writableLength
    return {
      bytes: this.#bytes + unsent,
      behindMs: unsent === 0 ? 0 : this.#owner.now() - this.#movedAt,
    }
  }

  #watch(): void {
    const unsent = this.#socket.writableLength
    const taken = this.#given - unsent
    if (unsent > 0 && taken > this.#taken) this.#movedAt = this.#owner.now()
    this.#taken = taken
  }
}
