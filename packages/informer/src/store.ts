import type { ResourceVersion } from './resource-version.ts'

/** What is kept of an object: enough to know whether something about it is new. */
export interface Entry {
  readonly uid: string
  /** Missing for what an earlier owner published: its version is not known. */
  readonly version?: ResourceVersion
  /** Of the projection; missing while the object is withheld. */
  readonly hash?: string
}

/**
 * The index of what has been handed out: key → uid, version, hash. A list marks what it sees, and at its end
 * whatever was not seen is gone; one that breaks off before has removed nothing.
 */
export class Store {
  readonly #entries: Map<string, Entry>
  /** The keys that the list under way has shown; missing while there is none. */
  #seen: Set<string> | undefined

  constructor(seed: Iterable<readonly [key: string, entry: Entry]> = []) {
    this.#entries = new Map(seed)
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  set(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  /** A list begins: nothing has been seen. */
  beginList(): void {
    this.#seen = new Set()
  }

  see(key: string): void {
    this.#seen?.add(key)
  }

  /** A list is complete: removes and answers what it did not show. */
  endList(): readonly (readonly [key: string, entry: Entry])[] {
    const gone: (readonly [key: string, entry: Entry])[] = []
    for (const [key, entry] of this.#entries) {
      if (!this.#seen?.has(key)) gone.push([key, entry])
    }
    this.#seen = undefined
    for (const [key] of gone) this.#entries.delete(key)
    return gone
  }

  /** Removes and answers everything. */
  clear(): readonly (readonly [key: string, entry: Entry])[] {
    this.#seen = undefined
    return this.endList()
  }
}
