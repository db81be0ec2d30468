/** Places that are taken and given back, so many for each name. */
export class Seats {
  readonly #each: number
  readonly #taken = new Map<string, number>()

  constructor(each: number) {
    this.#each = each
  }

  /** A place, free again once it is disposed (twice does no harm); `undefined`: all of this name are taken. */
  take(name: string): Disposable | undefined {
    const taken = this.#taken.get(name) ?? 0
    if (taken >= this.#each) return undefined
    this.#taken.set(name, taken + 1)
    return new Place(name, this.#giveBack)
  }

  readonly #giveBack = (name: string): void => {
    const left = (this.#taken.get(name) ?? 0) - 1
    if (left > 0) this.#taken.set(name, left)
    else this.#taken.delete(name)
  }
}

/** Every socket has several, so it is small. */
class Place implements Disposable {
  readonly #name: string
  #giveBack: ((name: string) => void) | undefined

  constructor(name: string, giveBack: (name: string) => void) {
    this.#name = name
    this.#giveBack = giveBack
  }

  [Symbol.dispose](): void {
    this.#giveBack?.(this.#name)
    this.#giveBack = undefined
  }
}
