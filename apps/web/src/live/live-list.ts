import type { Health } from '@argus/contracts/row'

import { passesHealth, passesOthers, type ListQuery } from './list-query.ts'
import { comparing } from './row-compare.ts'
import { hold, outOfPlace, reorder, type Compare } from './row-order.ts'
import type { Applied, LiveRow, ResourceState } from './resource-store.ts'
import { marked, StandingPicture, type Pictures, type Waiting } from './standing-picture.ts'
import type { TopicStore } from './topic-store.ts'

/** A row that left the list a moment ago and is shown struck out until it folds. */
export interface Ghost {
  readonly row: LiveRow
  readonly at: number
  readonly word: 'gone' | 'no_match'
}

/** The list as it is shown. */
export interface ListView {
  readonly ids: readonly string[]
  readonly ghosts: ReadonlyMap<string, Ghost>
  /** Rows that pass all filters. */
  readonly matching: number
  /** Rows that pass all filters but health, by health. */
  readonly counts: ReadonlyMap<Health, number>
  /** Rows that would stand elsewhere, were the order not held. */
  readonly wouldMove: number
  /** What waits while the list stands still; `undefined`: it does not. */
  readonly waiting: Waiting | undefined
  /** When this view was made, in milliseconds since the epoch. */
  readonly builtAt: number
}

/**
 * One list over a store: filtered, in a stable order, with rows that left shown for a moment. While a reader is in the
 * list the order of what is there is held; it is applied in one step when the reader has been still for a while.
 */
export class LiveList {
  readonly #store: TopicStore
  readonly #listeners = new Set<() => void>()
  readonly #ghosts = new Map<string, Ghost>()
  #query: ListQuery
  #state: ResourceState
  #order: readonly string[] = []
  #compare: Compare
  #moved = new Set<string>()
  #passes = new WeakMap<LiveRow, boolean>()
  #activeAt = Number.NEGATIVE_INFINITY
  #pinned: string | undefined
  #held = false
  #kept = false
  #picture: StandingPicture | undefined
  #marks: ReadonlyMap<LiveRow, LiveRow> = new Map()
  #view: ListView

  constructor(store: TopicStore, query: ListQuery) {
    this.#store = store
    this.#query = query
    this.#state = store.state()
    this.#compare = comparing(this.row, query.sort)
    this.#sortAll()
    this.#view = this.#build()
  }

  readonly view = (): ListView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start()
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stop()
    }
  }

  /** The row of an id, or what it was when it left. */
  readonly row = (id: string): LiveRow | undefined => {
    const row = rowIn(this.#state, id)
    return row === undefined ? this.#ghosts.get(id)?.row : (this.#marks.get(row) ?? row)
  }

  setQuery(query: ListQuery): void {
    if (query === this.#query) return
    const sorted = JSON.stringify(query.sort) === JSON.stringify(this.#query.sort)
    this.#query = query
    this.#passes = new WeakMap()
    this.#ghosts.clear()
    if (!sorted) {
      this.#compare = comparing(this.row, query.sort)
      this.#sortAll()
    }
    this.#show()
  }

  /** The reader is in the list: what is there keeps its place. */
  active(): void {
    this.#activeAt = Date.now()
    this.#held = true
  }

  /** The row under the pointer or in focus: it stays until that leaves. */
  pin(id: string | undefined): void {
    this.#pinned = id
  }

  /** An object of the list is open: for as long as it is, nothing moves by itself. */
  keepPlaces(kept: boolean): void {
    this.#kept = kept
    if (kept) this.active()
  }

  /** The list stands still; what happens is counted. */
  pause(): void {
    if (this.#picture !== undefined) return
    this.#picture = new StandingPicture(Date.now())
    this.#show()
  }

  /** Takes everything that waits in one step and marks it. */
  resume(): void {
    const picture = this.#picture
    if (picture === undefined) return
    this.#picture = undefined
    this.#marks = marked(picture.touched, this.#pictures(), Date.now())
    this.#take({ state: this.#store.state(), touched: picture.touched })
  }

  sortNow(): void {
    this.#release()
    this.#held = this.#kept
  }

  #stopFollowing: (() => void) | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  #start(): void {
    this.#stopFollowing = this.#store.subscribe((applied) => this.#take(applied))
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    if (this.#picture !== undefined || this.#state === this.#store.state()) return
    this.#state = this.#store.state()
    this.#sortAll()
    this.#view = this.#build()
  }

  #stop(): void {
    this.#stopFollowing?.()
    clearInterval(this.#timer)
  }

  #take({ state, touched }: Pick<Applied, 'state' | 'touched'>): void {
    if (this.#picture !== undefined) return this.#picture.take(touched)
    const before = this.#state
    this.#state = state
    const now = Date.now()
    for (const id of touched) this.#haunt(id, { before: rowIn(before, id), now })
    const touch = {
      touched,
      present: (id: string) => this.row(id) !== undefined,
      compare: this.#compare,
    }
    if (this.#held) for (const id of touched) this.#moved.add(id)
    this.#order = this.#held ? hold(this.#order, touch) : reorder(this.#order, touch)
    this.#show()
  }

  /** Keeps what was listed and is not any more; what is listed again is no ghost. */
  #haunt(
    id: string,
    { before, now }: { readonly before: LiveRow | undefined; readonly now: number },
  ): void {
    const row = rowIn(this.#state, id)
    if (row !== undefined && this.#listed(row)) {
      this.#ghosts.delete(id)
      return
    }
    if (before === undefined || !this.#listed(before) || this.#ghosts.size >= MOST_GHOSTS) return
    this.#ghosts.set(id, {
      row: row ?? before,
      at: now,
      word: row === undefined ? 'gone' : 'no_match',
    })
  }

  #tick(): void {
    const now = Date.now()
    const folded = [...this.#ghosts].filter(
      ([id, { at }]) => now - at >= GHOST_MS && id !== this.#pinned,
    )
    for (const [id] of folded) this.#ghosts.delete(id)
    const still =
      this.#picture === undefined && this.#held && !this.#kept && now - this.#activeAt >= STILL_MS
    if (still) this.#release()
    else if (this.#picture !== undefined) this.#show()
    else if (folded.length > 0) {
      const gone = new Set(folded.map(([id]) => id))
      this.#order = this.#order.filter((id) => !gone.has(id) || this.row(id) !== undefined)
      this.#show()
    }
  }

  #release(): void {
    this.#held = false
    const touch = {
      touched: this.#moved,
      present: (id: string) => this.row(id) !== undefined,
      compare: this.#compare,
    }
    this.#order = reorder(this.#order, touch)
    this.#moved = new Set()
    this.#show()
  }

  #sortAll(): void {
    this.#moved = new Set()
    this.#order = [...this.#state.clusters.values()]
      .flatMap(({ rows }) => [...rows.values()].map(({ id }) => id))
      .toSorted(this.#compare)
  }

  #pictures(): Pictures {
    const listed = (row: LiveRow | undefined) =>
      row !== undefined && this.#listed(row) ? row : undefined
    return {
      before: (id) => listed(rowIn(this.#state, id)),
      after: (id) => listed(rowIn(this.#store.state(), id)),
    }
  }

  #listed(row: LiveRow): boolean {
    return this.#passesOthers(row) && passesHealth(row, this.#query)
  }

  #passesOthers(row: LiveRow): boolean {
    const known = this.#passes.get(row)
    if (known !== undefined) return known
    const passes = passesOthers(row, this.#query)
    this.#passes.set(row, passes)
    return passes
  }

  #show(): void {
    this.#view = this.#build()
    for (const listener of this.#listeners) listener()
  }

  #build(): ListView {
    const ids: string[] = []
    const counts = new Map<Health, number>()
    let matching = 0
    for (const id of this.#order) {
      const row = rowIn(this.#state, id)
      if (row !== undefined && this.#passesOthers(row)) {
        counts.set(row.item.health, (counts.get(row.item.health) ?? 0) + 1)
        if (passesHealth(row, this.#query)) {
          ids.push(id)
          matching += 1
          continue
        }
      }
      if (this.#ghosts.has(id)) ids.push(id)
    }
    const wouldMove = this.#held ? outOfPlace(this.#order, this.#moved, this.#compare) : 0
    const ghosts = new Map(this.#ghosts)
    const waiting = this.#picture?.waiting(this.#pictures())
    return { ids, ghosts, matching, counts, wouldMove, waiting, builtAt: Date.now() }
  }
}

function rowIn({ clusters }: ResourceState, id: string): LiveRow | undefined {
  const slash = id.indexOf('/')
  return clusters.get(id.slice(0, slash))?.rows.get(id.slice(slash + 1))
}

/** How long a row that left stays struck out. */
const GHOST_MS = 3_000
/** Without pointer or key for so long, the reader is no longer reordered under the hand. */
const STILL_MS = 5_000
const TICK_MS = 250
/** More than any screen shows: a mass deletion is not worth a ghost for each. */
const MOST_GHOSTS = 200
