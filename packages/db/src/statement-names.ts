/**
 * Names for statements that are asked again and again: under a name the server keeps a statement parsed and, after some
 * calls, planned (https://www.postgresql.org/docs/16/sql-prepare.html), which is most of the work of a small one. Texts
 * of which there is no end, such as lists of any length, must not fill its memory: only so many have a name, first come.
 */
export class StatementNames {
  readonly #names = new Map<string, string>()
  /** How often those without a name were asked; forgotten when there are too many. */
  #asked = new Map<string, number>()

  /** The name of a statement, where it has one: the same for each connection. */
  of(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= MOST_NAMES) return known
    const times = (this.#asked.get(text) ?? 0) + 1
    if (times >= OFTEN) return this.#add(text)
    if (this.#asked.size >= MOST_ASKED) this.#asked = new Map()
    this.#asked.set(text, times)
    return undefined
  }

  #add(text: string): string {
    const name = `argus_${this.#names.size}`
    this.#asked.delete(text)
    this.#names.set(text, name)
    return name
  }
}

const OFTEN = 10
const MOST_NAMES = 200
const MOST_ASKED = 1_000
