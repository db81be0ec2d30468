/**
 * Where an item of a list ends, by what stands between items. API servers write all items of a list alike and without a
 * space, so the end of one and the beginning of the next are the same bytes throughout; looking for them is some ten times
 * cheaper than counting brackets.
 *
 * An object inside an item may begin with the same bytes, and the next item in another way, so what is found is a guess.
 * Whoever parses it knows: neither a part of a JSON object nor more than one is one.
 */
export class ItemBoundary {
  #between: Buffer | undefined
  #mistakes = 0

  /** An item whose end was counted out: the next ones begin as it did. */
  learn(item: Buffer): void {
    if (this.#between !== undefined || this.#mistakes > MOST_MISTAKES) return
    const head = item.subarray(0, LONGEST_HEAD).toString('latin1')
    const at = head.indexOf(METADATA)
    if (at > 0) this.#between = Buffer.from(`},${head.slice(0, at + METADATA.length)}`, 'latin1')
  }

  /** The last guess was wrong; after some of them there are none any more, for each costs a parse in vain. */
  mistake(): void {
    this.#mistakes += 1
    if (this.#mistakes > MOST_MISTAKES) this.#between = undefined
  }

  /** How long the beginning of an item may be for it to be worth waiting for its end. */
  get patience(): number {
    return this.#between === undefined ? 0 : LONGEST_WAIT
  }

  /** The position after the item that begins at `start`, as it seems; before `searched` nothing was found. */
  endOfItem(
    chunk: Buffer,
    { start, searched }: { readonly start: number; readonly searched: number },
  ): number | undefined {
    if (this.#between === undefined) return undefined
    const end = chunk.indexOf(this.#between, Math.max(start, searched - this.#between.length))
    return end < 0 ? undefined : end + 1
  }
}

/** Every item names itself there, after at most its type. */
const METADATA = '"metadata":{'
const LONGEST_HEAD = 512

/** Bytes that are joined with what comes next, again for each batch that comes. */
const LONGEST_WAIT = 256 * 1024

const MOST_MISTAKES = 8
