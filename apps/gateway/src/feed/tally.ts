import type { Count } from '@argus/contracts/gateway-frame'
import { parseObjectKey } from '@argus/contracts/key'
import type { Record } from '@argus/contracts/record'

import { contains, type Change, type Sight } from './membership.ts'

/** How many of the objects in sight each namespace has of each health, kept with every change of a Feed's copy. */
export class Tally {
  readonly #sight: Sight
  readonly #counts = new Map<string, Counted>()
  #changed = new Set<string>()

  constructor(sight: Sight, records: Iterable<Record>) {
    this.#sight = sight
    for (const record of records) if (contains(sight, record)) this.#of(record).count += 1
  }

  /** Takes one change, told before the copy holds it. */
  note({ before, after }: Change): void {
    const left = this.#seen(before)
    const entered = this.#seen(after)
    if (left !== undefined) left.count -= 1
    if (entered !== undefined) entered.count += 1
    this.#touch(left)
    if (entered !== left) this.#touch(entered)
  }

  /** Whether anything changed since `take`. */
  get dirty(): boolean {
    return this.#changed.size > 0
  }

  /** All there is. */
  get all(): readonly Count[] {
    return [...this.#counts.values()].flatMap((counted) =>
      counted.count > 0 ? [told(counted)] : [],
    )
  }

  /** What changed since it was last asked for; what has come to nothing is told once and forgotten. */
  take(): readonly Count[] {
    const changed = [...this.#changed].flatMap((key) => this.#counts.get(key) ?? [])
    this.#changed = new Set()
    for (const { key, count } of changed) if (count === 0) this.#counts.delete(key)
    return changed.map(told)
  }

  #seen(record: Record | undefined): Counted | undefined {
    return record !== undefined && contains(this.#sight, record) ? this.#of(record) : undefined
  }

  #touch(counted: Counted | undefined): void {
    if (counted === undefined) return
    counted.changes += 1
    this.#changed.add(counted.key)
  }

  #of({ key: objectKey, row: { health } }: Record): Counted {
    const { namespace } = parseObjectKey(objectKey)
    const key = `${health}/${namespace}`
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    const counted = { key, namespace, health, count: 0, changes: 0 }
    this.#counts.set(key, counted)
    return counted
  }
}

interface Counted {
  readonly key: string
  readonly namespace: string
  readonly health: Count['health']
  count: number
  changes: number
}

function told({ namespace, health, count, changes }: Counted): Count {
  return { ...(namespace !== '' && { namespace }), health, count, changes }
}
