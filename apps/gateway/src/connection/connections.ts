import { setImmediate as nextTurn } from 'node:timers/promises'

import { CloseCode } from '@argus/contracts/close-code'

import type { Clock } from '../feed/feeds.ts'
import { TICK_MS, type Connection } from './connection.ts'
import type { Outbox } from './outbox.ts'

/** All connections of this process: what is due by the clock, what waits to be written, and their end. */
export class Connections {
  readonly #open = new Set<Connection>()
  readonly #pending = new Set<Outbox>()
  #writing = false
  #draining = false

  get size(): number {
    return this.#open.size
  }

  get all(): Iterable<Connection> {
    return this.#open
  }

  get draining(): boolean {
    return this.#draining
  }

  /** Connections that have not said who they are. */
  get strangers(): number {
    return this.#open.values().reduce((sum, { awaitsHello }) => sum + (awaitsHello ? 1 : 0), 0)
  }

  /** Bytes that peers have not taken. */
  get unsent(): number {
    return this.#open.values().reduce((sum, { unsent }) => sum + unsent, 0)
  }

  add(connection: Connection): void {
    this.#open.add(connection)
  }

  remove(connection: Connection): void {
    this.#open.delete(connection)
  }

  pending(outbox: Outbox): void {
    this.#pending.add(outbox)
  }

  /** Writes what waits, one write a socket; gives way to others after each few milliseconds of it. */
  async write(): Promise<void> {
    if (this.#writing) return
    this.#writing = true
    let until = performance.now() + SLICE_MS
    for (const outbox of this.#pending) {
      this.#pending.delete(outbox)
      outbox.write()
      if (performance.now() < until) continue
      await nextTurn()
      until = performance.now() + SLICE_MS
    }
    this.#writing = false
  }

  /** Does what is due by the clock, until the signal aborts. */
  async tick(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal)
      const now = clock.now()
      for (const connection of this.#open) connection.tick(now)
    }
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
