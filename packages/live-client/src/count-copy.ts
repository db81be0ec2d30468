import type { Count } from '@argus/contracts/gateway-frame'

/** The counts of one Topic as a client holds them; told as a whole, and only whole. */
export class CountCopy {
  readonly #counts = new Map<string, Count>()
  #complete = false

  /** Takes counts as they are now; a `first` page begins anew, and until the last one nothing is told. */
  take(counts: readonly Count[], first: boolean): void {
    if (first) {
      this.#counts.clear()
      this.#complete = false
    }
    for (const count of counts) {
      const place = `${count.health}/${count.namespace ?? ''}`
      if (count.count === 0) this.#counts.delete(place)
      else this.#counts.set(place, count)
    }
  }

  /** All pages are here. */
  synced(): void {
    this.#complete = true
  }

  /** All of them, or `undefined` while some are on their way. */
  get all(): readonly Count[] | undefined {
    return this.#complete ? [...this.#counts.values()] : undefined
  }
}
