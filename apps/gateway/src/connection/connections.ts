import { setImmediate as nextTurn } from 'node:timers/promises'

import { CloseCode } from '@argus/contracts/close-code'

import type { Clock } from '../feed/feeds.ts'
import { TICK_MS, type Connection, type ConnectionOwner } from './connection.ts'
import { Joined } from './joined.ts'
import type { Outbox } from './outbox.ts'
import { Wheel } from './wheel.ts'

/** All connections of this process: what is due by the clock, what waits to be written, and their end. */
export class Connections implements ConnectionOwner {
  readonly #open = new Set<Connection>()
  readonly #now: () => number
  /** When each is to be looked at. */
  readonly #wheel = new Wheel<Connection>()
  /** Those whose sockets did not take all at once. */
  readonly #behind = new Set<Outbox>()
  /** Those that something has to be told when they open. */
  readonly #untold = new Set<Outbox>()
  readonly #delivered: (time: number) => void
  /** Each at most once but for those that were written apart since: these have nothing to write then. */
  #pending: Outbox[] = []
  /** Times of the changes that were given to sockets since that was last told. */
  readonly #carried = new Set<number>()
  #lastCarried: number | undefined
  /** Bytes that sockets took which are gone. */
  #sentBefore = 0
  #writing = false
  #draining = false

  /** `delivered`: data taken from an API server at `time` was given to sockets just now. */
  constructor(now: () => number, delivered: (time: number) => void) {
    this.#now = now
    this.#delivered = delivered
  }

  get size(): number {
    return this.#open.size
  }

  get all(): Iterable<Connection> {
    return this.#open
  }

  get draining(): boolean {
    return this.#draining
  }

  /** Bytes that peers have not taken. */
  get unsent(): number {
    return this.#open.values().reduce((sum, { unsent }) => sum + unsent, 0)
  }

  /** Bytes that sockets have taken since the start. Asked for when somebody wants to know: writing pays nothing for it. */
  get sent(): number {
    return this.#open.values().reduce((sum, { sent }) => sum + sent, this.#sentBefore)
  }

  add(connection: Connection): void {
    this.#open.add(connection)
    this.#wait(connection)
  }

  look(connection: Connection): void {
    this.#wheel.delete(connection)
    this.#wait(connection)
  }

  remove(connection: Connection): void {
    this.#wheel.delete(connection)
    if (this.#open.delete(connection)) this.#sentBefore += connection.sent
  }

  behind(outbox: Outbox): void {
    this.#behind.add(outbox)
  }

  untold(outbox: Outbox): void {
    this.#untold.add(outbox)
  }

  /** Whether something waits to be written. */
  get waiting(): boolean {
    return this.#pending.length > 0
  }

  /** Answers whether it is the first that waits for the next write. */
  pending(outbox: Outbox): boolean {
    return this.#pending.push(outbox) === 1
  }

  carried(time: number): void {
    if (time === this.#lastCarried) return
    this.#lastCarried = time
    this.#carried.add(time)
  }

  /** Writes what waits, one write a socket; gives way to others after each few milliseconds of it. */
  async write(): Promise<void> {
    if (this.#writing) return
    this.#writing = true
    while (this.#pending.length > 0) {
      const pending = this.#pending
      this.#pending = []
      await this.#writeAll(pending)
    }
    this.#writing = false
  }

  async #writeAll(pending: readonly Outbox[]): Promise<void> {
    const joined = new Joined()
    let until = performance.now() + SLICE_MS
    let looked = 0
    for (const outbox of pending) {
      outbox.write(joined)
      looked += 1
      if (looked % LOOK_EVERY !== 0 || performance.now() < until) continue
      this.#tell()
      await nextTurn()
      until = performance.now() + SLICE_MS
    }
    this.#tell()
  }

  /** Once a slice, not a socket: counting would cost a tenth of the write, and no bucket is as narrow as a slice. */
  #tell(): void {
    for (const time of this.#carried) this.#delivered(time)
    this.#carried.clear()
    this.#lastCarried = undefined
  }

  /** Does what is due by the clock, until the signal aborts. */
  async tick(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal)
      const now = clock.now()
      for (const connection of this.#wheel.turn()) {
        connection.tick(now)
        if (this.#open.has(connection)) this.#wait(connection)
      }
      this.#judgePace()
      this.#tellUntold()
      await this.write() // pings need not wait for what else leaves
    }
  }

  #wait(connection: Connection): void {
    this.#wheel.add(connection, (connection.due - this.#now()) / TICK_MS)
  }

  #judgePace(): void {
    for (const outbox of this.#behind) if (!outbox.behind) this.#behind.delete(outbox)
    if (!this.#behind.values().some(({ overdue }) => overdue)) return
    for (const connection of this.#open) connection.judgePace()
  }

  /** Seldom is there any: a connection needs no place for it. */
  #tellUntold(): void {
    const opened = new Set<Outbox>()
    for (const outbox of this.#untold) {
      if (outbox.open) opened.add(outbox)
      if (outbox.open || outbox.ended) this.#untold.delete(outbox)
    }
    if (opened.size > 0) for (const connection of this.#open) connection.tellUntold(opened)
  }

  /** Tells every client to dial again, and ends them spread over the grace, so that they do not all dial at once. */
  async drain(clock: Clock, graceMs: number): Promise<void> {
    this.#draining = true
    const all = [...this.#open]
    for (const connection of all) connection.goAway(graceMs)
    await Promise.all(
      all.map(async (connection) => {
        await clock.sleep(Math.random() * graceMs)
        connection.end(CloseCode.Draining)
      }),
    )
  }
}

const SLICE_MS = 8
const LOOK_EVERY = 16
