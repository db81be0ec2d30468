import { Refusal } from '@argus/contracts/refusal-code'

import type { Wish } from '../feed/target.ts'

/**
 * Whose reads judge which objects by which CEL expressions: each expression reads and judges all objects of its Topics,
 * and goes on doing so for a while.
 */
export class Expressions {
  readonly #clock: { now(): number }
  readonly #byUser = new Map<string, Map<string, number>>()

  constructor(clock: { now(): number }) {
    this.#clock = clock
  }

  /** Notes that a user asks for it now. Throws a Refusal for one more than there may be at a time. */
  use({ filter: { cel }, topic }: Wish, userId: string): void {
    if (cel === undefined) return
    const now = this.#clock.now()
    this.#forget(now)
    const { cluster, group, resource } = topic
    const name = JSON.stringify([cluster, group, resource, cel.text])
    const used = this.#byUser.get(userId) ?? new Map<string, number>()
    if (!used.has(name) && used.size >= MOST)
      throw new Refusal(
        'too_many',
        `You may read by ${MOST} CEL expressions in a minute. Use the same again, or wait.`,
        { retryAfterMs: Math.min(...used.values()) + LIFE_MS - now },
      )
    used.set(name, now)
    this.#byUser.set(userId, used)
  }

  #forget(now: number): void {
    for (const [userId, used] of this.#byUser) {
      for (const [name, at] of used) if (now - at >= LIFE_MS) used.delete(name)
      if (used.size === 0) this.#byUser.delete(userId)
    }
  }
}

/** As many as one connection may subscribe by. */
const MOST = 8

/** As long as a Feed lives that nobody holds. */
const LIFE_MS = 60_000
