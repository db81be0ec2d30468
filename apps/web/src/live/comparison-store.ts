import type { Item } from '@argus/contracts/gateway-frame'

import { comparable, type ComparedPart } from './comparable.ts'
import { differencesOf } from './field-diff.ts'
import { nextDifferences, type MarkedDifference } from './marked-differences.ts'
import type { ResourceState } from './resource-store.ts'
import { timeNow } from './second.ts'
import type { TopicStore } from './topic-store.ts'

/** What is compared: which object, in which clusters, and which part of it. */
export interface ComparisonView {
  readonly key: string
  readonly clusters: readonly string[]
  readonly part: ComparedPart
}

/** The object in one cluster. A pinned side is as it was then, whatever became of it. */
export interface Side {
  readonly cluster: string
  readonly item: Item | undefined
  /** Whether an absence says something. */
  readonly complete: boolean
  readonly pinnedAt: number | undefined
}

export interface Comparison {
  readonly sides: readonly Side[]
  /** `undefined` while a side is missing. */
  readonly differences: readonly MarkedDifference[] | undefined
}

/** Compares an object between clusters, live, outside of React. */
export class ComparisonStore {
  readonly #store: TopicStore
  readonly #view: ComparisonView
  readonly #pins = new Map<string, { readonly item: Item; readonly at: number }>()
  readonly #listeners = new Set<() => void>()
  #comparison: Comparison

  constructor(store: TopicStore, view: ComparisonView) {
    this.#store = store
    this.#view = view
    this.#comparison = this.#compare(undefined)
  }

  readonly comparison = (): Comparison => this.#comparison

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    const end = this.#store.subscribe(() => this.#look())
    this.#look()
    return () => {
      this.#listeners.delete(listener)
      end()
    }
  }

  /** Keeps a side as it is now, or lets it go on. */
  togglePin(cluster: string): void {
    const item = itemOf(this.#store.state(), cluster, this.#view.key)
    if (this.#pins.delete(cluster) || item === undefined) return this.#look()
    this.#pins.set(cluster, { item, at: timeNow() })
    this.#look()
  }

  #look(): void {
    const before = this.#comparison
    const next = this.#compare(before)
    if (isSame(before, next)) return
    this.#comparison = next
    for (const listener of this.#listeners) listener()
  }

  #compare(before: Comparison | undefined): Comparison {
    const { clusters, part, key } = this.#view
    const state = this.#store.state()
    const sides = clusters.map((cluster): Side => {
      const pin = this.#pins.get(cluster)
      const slice = state.clusters.get(cluster)
      return {
        cluster,
        item: pin?.item ?? itemOf(state, cluster, key),
        complete: slice === undefined ? state.answered : slice.complete,
        pinnedAt: pin?.at,
      }
    })
    const objects = sides.flatMap(({ item }) =>
      item?.object === undefined ? [] : [comparable(item.object, part)],
    )
    if (objects.length < sides.length) return { sides, differences: undefined }
    return {
      sides,
      differences: nextDifferences(before?.differences, differencesOf(objects), timeNow()),
    }
  }
}

function itemOf({ clusters }: ResourceState, cluster: string, key: string): Item | undefined {
  return clusters.get(cluster)?.rows.get(key)?.item
}

function isSame(one: Comparison, other: Comparison): boolean {
  return (
    (one.differences !== undefined) === (other.differences !== undefined) &&
    one.sides.every((side, at) => {
      const same = other.sides[at]
      return (
        side.item === same?.item &&
        side.pinnedAt === same?.pinnedAt &&
        side.complete === same?.complete
      )
    })
  )
}
