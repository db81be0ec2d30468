import { isFull, takeRead, type Allowance } from './allowance.ts'

export interface RateParts {
  /** Reads a second, of each. */
  readonly perSecond: number
  readonly clock: { now(): number }
}

/** How often each of many may read. Of those who have not read for a while nothing is remembered. */
export class Rate {
  readonly #parts: RateParts
  readonly #allowances = new Map<string, Allowance>()

  constructor(parts: RateParts) {
    this.#parts = parts
  }

  /** Takes one read of somebody: 0, or in how many milliseconds one will be left. */
  take(name: string): number {
    const { perSecond, clock } = this.#parts
    const now = clock.now()
    const { allowance, waitMs } = takeRead(this.#allowances.get(name), { perSecond, now })
    if (this.#allowances.size >= REMEMBERED) this.#forgetFull(now)
    this.#allowances.set(name, allowance)
    return waitMs
  }

  #forgetFull(now: number): void {
    for (const [name, allowance] of this.#allowances)
      if (isFull(allowance, now)) this.#allowances.delete(name)
  }
}

const REMEMBERED = 10_000
