const WINDOW_MS = 60_000
/** So many are kept apart; beyond, the one who came first is forgotten. */
const PLACES = 10_000

/** Counts what comes from one place within a minute. */
export class Attempts {
  readonly #limit: number
  readonly #clock: { now(): number }
  readonly #windows = new Map<string, { readonly since: number; count: number }>()

  constructor(limit: number, clock: { now(): number }) {
    this.#limit = limit
    this.#clock = clock
  }

  /** `false`: there were enough of it. */
  take(place: string): boolean {
    const now = this.#clock.now()
    const last = this.#windows.get(place)
    if (last === undefined || now - last.since >= WINDOW_MS) {
      this.#windows.delete(place)
      this.#windows.set(place, { since: now, count: 1 })
      const [first] = this.#windows.keys()
      if (this.#windows.size > PLACES && first !== undefined) this.#windows.delete(first)
      return true
    }
    last.count += 1
    return last.count <= this.#limit
  }
}
