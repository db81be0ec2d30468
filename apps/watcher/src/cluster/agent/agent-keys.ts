import type { AgentKey } from './stored-agents.ts'

/** The keys of agents that are good, as the registry was last read. */
export class AgentKeys {
  #keys: ReadonlyMap<string, AgentKey> = new Map()
  readonly #readers = new Set<() => void>()

  readonly set = (keys: readonly AgentKey[]): void => {
    this.#keys = new Map(keys.map((key) => [key.id, key]))
    for (const reader of this.#readers) reader()
  }

  get(id: string): AgentKey | undefined {
    return this.#keys.get(id)
  }

  /** Told each time that they were read anew, until disposed of. */
  onChange(reader: () => void): Disposable {
    this.#readers.add(reader)
    return { [Symbol.dispose]: () => void this.#readers.delete(reader) }
  }
}
