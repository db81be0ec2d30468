import { randomBytes } from 'node:crypto'

import type { UpFrame, UplinkDefinition } from '@argus/contracts/agent-frame'
import type { DefinitionEvent } from '@argus/informer/definitions'

/** Which definitions the cluster has, each with a mark that changes with it, and what of them was not told yet. */
export class DefinitionList {
  /** Marks of another process say nothing. */
  readonly #epoch = randomBytes(6).toString('hex')
  readonly #known = new Map<string, UplinkDefinition>()
  readonly #untold = new Map<string, { readonly group: string; readonly resource: string }>()
  #count = 0
  #all = true

  take({ type, group, resource }: DefinitionEvent): void {
    const name = `${resource}.${group}`
    this.#count += 1
    if (type === 'removed') this.#known.delete(name)
    else this.#known.set(name, { group, resource, mark: `${this.#epoch}.${this.#count}` })
    this.#untold.set(name, { group, resource })
  }

  /** A line begins: whoever is at its other end is told of all of them. */
  tellAll(): void {
    this.#all = true
  }

  /** What is to be told now. */
  next(): UpFrame | undefined {
    if (this.#all) {
      this.#all = false
      this.#untold.clear()
      const changed = [...this.#known.values()]
      return { type: 'definitions', all: true, changed, removed: [] }
    }
    if (this.#untold.size === 0) return undefined
    const names = [...this.#untold]
    this.#untold.clear()
    const changed = names.flatMap(([name]) => this.#known.get(name) ?? [])
    const removed = names.filter(([name]) => !this.#known.has(name)).map(([, one]) => one)
    return { type: 'definitions', all: false, changed, removed }
  }
}
