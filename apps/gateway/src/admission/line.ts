/** How long a line may be, and how long anybody stands in it (milliseconds). */
export interface LineLimits {
  readonly most: number
  readonly longestMs: number
}

/** Who waits for something that is given one after the other, in the order in which they came. */
export class Line<T> {
  readonly #limits: LineLimits
  /** When each came. */
  readonly #since = new Map<T, number>()

  constructor(limits: LineLimits) {
    this.#limits = limits
  }

  get empty(): boolean {
    return this.#since.size === 0
  }

  /** Answers whether there was room. */
  join(who: T, now: number): boolean {
    if (this.#since.size >= this.#limits.most) return false
    this.#since.set(who, now)
    return true
  }

  leave(who: T): void {
    this.#since.delete(who)
  }

  /** Calls one after the other to the front, each with whether it stood too long, until somebody stays there. */
  advance(now: number, call: (who: T, late: boolean) => 'gone' | 'stays'): void {
    for (const [who, since] of this.#since) {
      if (call(who, now - since > this.#limits.longestMs) === 'stays') return
      this.#since.delete(who)
    }
  }
}
