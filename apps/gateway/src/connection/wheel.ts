/**
 * When each of many is to be looked at again: a turn touches only those whose time has come, however many wait, and
 * nobody has a timer. It counts turns, not time, so a clock that is set back stops nothing.
 */
export class Wheel<T> {
  readonly #slots: readonly Set<T>[] = Array.from({ length: SLOTS }, () => new Set<T>())
  #turns = 0

  /** Has it looked at after so many turns, or after those that the wheel has where that is less. */
  add(item: T, turns: number): void {
    this.#slot(Math.min(Math.max(Math.ceil(turns), 1), SLOTS - 1)).add(item)
  }

  delete(item: T): void {
    for (const slot of this.#slots) slot.delete(item)
  }

  /** Turns on by one; takes out those whose time has come. */
  turn(): readonly T[] {
    this.#turns += 1
    const slot = this.#slot(0)
    const due = [...slot]
    slot.clear()
    return due
  }

  #slot(turns: number): Set<T> {
    const slot = this.#slots[(this.#turns + turns) % SLOTS]
    if (slot === undefined) throw new RangeError(`no slot after ${turns} turns`)
    return slot
  }
}

const SLOTS = 32
