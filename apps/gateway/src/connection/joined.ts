/** The frames of one flush, one after the other; sockets that wait for the same frames get the same bytes. */
export class Joined {
  readonly #made = new Map<Buffer, Made[]>()

  of(first: Buffer, rest: readonly Buffer[]): Buffer {
    const made = this.#made.get(first) ?? []
    const found = made.find((one) => equal(one.rest, rest))
    if (found !== undefined) return found.bytes
    const bytes = Buffer.concat([first, ...rest])
    this.#made.set(first, [...made.slice(-MOST_ALIKE), { rest, bytes }])
    return bytes
  }
}

interface Made {
  readonly rest: readonly Buffer[]
  readonly bytes: Buffer
}

/** How many ways to go on after one frame are remembered: looking must stay cheaper than joining again. */
const MOST_ALIKE = 7

function equal(some: readonly Buffer[], others: readonly Buffer[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index])
}
