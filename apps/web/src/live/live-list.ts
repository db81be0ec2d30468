import { KeyedListeners } from '@argus/live-client/keyed-listeners'

import { passesHealth, passesOthers, type ListQuery } from './list-query.ts'
import { isSameView, type Ghost, type ListView } from './list-view.ts'
import { comparing, samePlace } from './row-compare.ts'
import { hold, outOfPlace, reorder, type Compare } from './row-order.ts'
import type { Applied, LiveRow, ResourceState } from './resource-store.ts'
import { timeNow } from './second.ts'
import { lookThrough, takeIn, type Look, type Shown } from './shown-rows.ts'
import { marked, StandingPicture, type Pictures } from './standing-picture.ts'
import type { TopicStore } from './topic-store.ts'

/**
 * One list over a store: filtered, in a stable order, with rows that left shown for a moment. While a reader is in the
 * list the order of what is there is held; it is applied in one step when the reader has been still for a while.
 */
export class LiveList {
  readonly #store: TopicStore
  readonly #listeners = new Set<() => void>()
  readonly #readers = new KeyedListeners<string>()
  readonly #ghosts = new Map<string, Ghost>()
  #query: ListQuery
  #state: ResourceState
  #order: readonly string[] = []
  /** Every row of the state by its id: what a frame asks for most. */
  #rows = new Map<string, LiveRow>()
  /** What is shown of the order; nothing where it must be looked through anew. */
  #shown: Shown | undefined
  #compare: Compare
  #moved = new Set<string>()
  #passes = new WeakMap<LiveRow, boolean>()
  #activeAt = Number.NEGATIVE_INFINITY
  #pinned: string | undefined
  #takenAt = timeNow()
  #held = false
  #kept = false
  #picture: StandingPicture | undefined
  #marks: ReadonlyMap<LiveRow, LiveRow> = new Map()
  #view: ListView
  readonly #look: Look = {
    rowOf: (id) => this.#rows.get(id),
    passesOthers: (row) => this.#passesOthers(row),
    listed: (row) => this.#listed(row),
    isGhost: (id) => this.#ghosts.has(id),
  }

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
    const row = this.#rows.get(id)
    return row === undefined ? this.#ghosts.get(id)?.row : (this.#marks.get(row) ?? row)
  }

  /** Calls the listener when this row changed, and for no other. Only a list that is subscribed to has changes. */
  readonly subscribeRow = (id: string, listener: () => void): (() => void) =>
    this.#readers.add(id, listener)

  /** When the newest changes were taken in, in milliseconds since the epoch: what marks are measured by. */
  get takenAt(): number {
    return this.#takenAt
  }

  setQuery(query: ListQuery): void {
    if (query === this.#query) return
    const sorted = JSON.stringify(query.sort) === JSON.stringify(this.#query.sort)
    this.#query = query
    this.#passes = new WeakMap()
    this.#ghosts.clear()
    this.#shown = undefined
    if (!sorted) {
      this.#compare = comparing(this.row, query.sort)
      this.#sortAll()
    }
    this.#show()
  }

  /** The reader is in the list: what is there keeps its place. */
  active(): void {
    this.#activeAt = timeNow()
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
    this.#picture = new StandingPicture(timeNow())
    this.#show()
  }

  /** Takes everything that waits in one step and marks it. */
  resume(): void {
    const picture = this.#picture
    if (picture === undefined) return
    this.#picture = undefined
    this.#marks = marked(picture.touched, this.#pictures(), timeNow())
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
    this.#state = state
    const now = timeNow()
    this.#takenAt = now
    const moved = new Set<string>()
    for (const id of touched) {
      const before = this.#rows.get(id)
      const after = rowIn(state, id)
      if (after === undefined) this.#rows.delete(id)
      else this.#rows.set(id, after)
      if (this.#shown !== undefined && !takeIn(this.#shown, { before, after }, this.#look))
        this.#shown = undefined
      this.#haunt(id, { before, now })
      const stays =
        before !== undefined && after !== undefined && samePlace(before, after, this.#query.sort)
      if (!stays) moved.add(id)
    }
    const touch = {
      touched: moved,
      present: (id: string) => this.row(id) !== undefined,
      compare: this.#compare,
    }
    if (this.#held) for (const id of moved) this.#moved.add(id)
    this.#order = this.#held ? hold(this.#order, touch) : reorder(this.#order, touch)
    this.#show()
    this.#readers.call(touched)
  }

  /** Keeps what was listed and is not any more; what is listed again is no ghost. */
  #haunt(
    id: string,
    { before, now }: { readonly before: LiveRow | undefined; readonly now: number },
  ): void {
    const row = this.#rows.get(id)
    if (row !== undefined && this.#listed(row)) {
      if (this.#ghosts.delete(id)) this.#shown = undefined
      return
    }
    if (before === undefined || !this.#listed(before) || this.#ghosts.size >= MOST_GHOSTS) return
    this.#shown = undefined
    this.#ghosts.set(id, {
      row: row ?? before,
      at: now,
      word: row === undefined ? 'gone' : 'no_match',
    })
  }

  #tick(): void {
    const now = timeNow()
    const folded = [...this.#ghosts].filter(
      ([id, { at }]) => now - at >= GHOST_MS && id !== this.#pinned,
    )
    for (const [id] of folded) this.#ghosts.delete(id)
    if (folded.length > 0) this.#shown = undefined
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
    this.#shown = undefined
    const all = [...this.#state.clusters.values()].flatMap(({ rows }) => [...rows.values()])
    this.#rows = new Map(all.map((row) => [row.id, row]))
    this.#order = all.map(({ id }) => id).toSorted(this.#compare)
  }

  #pictures(): Pictures {
    const listed = (row: LiveRow | undefined) =>
      row !== undefined && this.#listed(row) ? row : undefined
    return {
      before: (id) => listed(this.#rows.get(id)),
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
    const view = this.#build()
    if (isSameView(view, this.#view)) return
    this.#view = view
    for (const listener of this.#listeners) listener()
  }

  #build(): ListView {
    if (this.#shown?.order !== this.#order) this.#shown = lookThrough(this.#order, this.#look)
    const { ids, matching } = this.#shown
    const counts = new Map(this.#shown.counts)
    const wouldMove = this.#held ? outOfPlace(this.#order, this.#moved, this.#compare) : 0
    const ghosts = new Map(this.#ghosts)
    const waiting = this.#picture?.waiting(this.#pictures())
    return { ids, ghosts, matching, counts, wouldMove, waiting }
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
