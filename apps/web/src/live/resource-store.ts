import type { Item } from '@argus/contracts/gateway-frame'
import { parseObjectKey } from '@argus/contracts/key'
import type { TopicShape } from '@argus/contracts/record'
import type { Cell } from '@argus/contracts/row'
import { topicKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { CopyChange, LiveEvent } from '@argus/live-client/live-event'

import { RowMap, type RowDraft } from './row-map.ts'

/** A field of a row that a list shows: the index of a cell, or one that every row has. */
export type Field = number | 'health' | 'reason'

/** What a field was before it changed, and when it did. */
export interface Was {
  readonly field: Field
  readonly value: Cell
  readonly at: number
}

/** One object of one cluster, with what happened to it while it was looked at. Times are milliseconds since the epoch. */
export interface LiveRow {
  /** `cluster/namespace/name`, unique in a list. */
  readonly id: string
  readonly cluster: string
  readonly item: Item
  /** When it came, where that was seen. */
  readonly cameAt: number | undefined
  /** Of each field that changed lately the last change. There is one for nearly every row of a busy list, so they are lean. */
  readonly was: readonly Was[]
}

/** The copy of one cluster. `complete`: all of it was read at least once. */
export interface ClusterSlice {
  readonly topic: Topic
  readonly shape: TopicShape
  readonly status: TopicStatus
  readonly complete: boolean
  readonly rows: RowMap<LiveRow>
  /** How many rows each namespace has; the same map while none comes or goes. */
  readonly namespaces: ReadonlyMap<string, number>
  /** How long the newest change took from the API server to here, in milliseconds. */
  readonly lag: number | undefined
  /** When that was. */
  readonly lagAt: number
  /** When it was last read in full, after the first time. */
  readonly rereadAt: number | undefined
}

export type ResourceState = {
  readonly clusters: ReadonlyMap<string, ClusterSlice>
  /** Whether the clusters are known; before, "none" would be a guess. */
  readonly answered: boolean
  readonly ended: { readonly code: string; readonly message: string } | undefined
  /** Clusters that were here and are not any more, and since when: removed, or no longer permitted. */
  readonly left: ReadonlyMap<string, number>
}

export const EMPTY: ResourceState = {
  clusters: new Map(),
  answered: false,
  ended: undefined,
  left: new Map(),
}

export interface Applied {
  readonly state: ResourceState
  /** Ids of rows that came, changed or went. */
  readonly touched: ReadonlySet<string>
  /** Changes that were news, by cluster: what a rate counts. */
  readonly news: ReadonlyMap<string, number>
}

function rowId(cluster: string, key: string): string {
  return `${cluster}/${key}`
}

/** Takes all events of a frame of the screen at once: a burst is one new state. */
export function applyEvents(
  state: ResourceState,
  events: readonly LiveEvent[],
  now: number,
): Applied {
  const draft = new Draft(state, now)
  for (const event of events) draft.take(event)
  return draft.done()
}

/** Copies what it touches, each once. */
class Draft {
  readonly #clusters: Map<string, ClusterSlice>
  readonly #rows = new Map<string, RowDraft<LiveRow>>()
  readonly #namespaces = new Map<string, Map<string, number>>()
  readonly #touched = new Set<string>()
  readonly #news = new Map<string, number>()
  readonly #now: number
  #answered: boolean
  #ended: ResourceState['ended']
  #left: ResourceState['left']

  constructor({ clusters, answered, ended, left }: ResourceState, now: number) {
    this.#clusters = new Map(clusters)
    this.#answered = answered
    this.#ended = ended
    this.#left = left
    this.#now = now
  }

  take(event: LiveEvent): void {
    switch (event.type) {
      case 'answered':
        this.#answered = true
        return
      case 'ended':
        this.#end(event)
        return
      case 'joined':
        this.#join(event)
        return
      case 'left':
        this.#leave(event.topic)
        this.#left = new Map(this.#left).set(event.topic.cluster, this.#now)
        return
      case 'changed':
        for (const change of event.changes) this.#change(event.topic.cluster, change)
        return
      case 'synced':
        this.#patch(event.topic, ({ complete, rereadAt }) => ({
          complete: true,
          rereadAt: complete && !event.resumed ? this.#now : rereadAt,
        }))
        return
      case 'status':
        this.#patch(event.topic, () => ({ status: event.status }))
        return
      case 'columns':
        this.#patch(event.topic, () => ({ shape: event.shape }))
        return
      case 'counts': // nothing here asks for them
        return
      case 'time':
        this.#patch(event.topic, () => ({
          lag: Math.max(0, this.#now - event.time),
          lagAt: this.#now,
        }))
    }
  }

  done(): Applied {
    for (const [cluster, draft] of this.#rows) {
      const rows = draft.done()
      const slice = this.#clusters.get(cluster)
      const namespaces = this.#namespaces.get(cluster) ?? slice?.namespaces
      if (slice !== undefined && namespaces !== undefined)
        this.#clusters.set(cluster, { ...slice, rows, namespaces })
    }
    const state = {
      clusters: this.#clusters,
      answered: this.#answered,
      ended: this.#ended,
      left: this.#left,
    }
    return { state, touched: this.#touched, news: this.#news }
  }

  #join({ topic, shape, status }: Extract<LiveEvent, { type: 'joined' }>): void {
    this.#left = without(this.#left, topic.cluster)
    const known = this.#clusters.get(topic.cluster)
    if (known !== undefined && topicKey(known.topic) === topicKey(topic)) {
      this.#clusters.set(topic.cluster, { ...known, topic, shape, status })
      return
    }
    if (known !== undefined) this.#leave(known.topic)
    const empty = {
      complete: false,
      rows: new RowMap<LiveRow>(),
      namespaces: new Map(),
      lag: undefined,
      lagAt: 0,
      rereadAt: undefined,
    }
    this.#clusters.set(topic.cluster, { topic, shape, status, ...empty })
  }

  #leave({ cluster }: Topic): void {
    for (const { id } of this.#rowsOf(cluster).done().values()) this.#touched.add(id)
    this.#clusters.delete(cluster)
    this.#rows.delete(cluster)
    this.#namespaces.delete(cluster)
  }

  /** What may no longer be seen is not kept on the page. */
  #end({ code, message }: Extract<LiveEvent, { type: 'ended' }>): void {
    for (const { topic } of this.#clusters.values()) this.#leave(topic)
    this.#ended = { code, message }
  }

  #change(cluster: string, change: CopyChange): void {
    if (!this.#clusters.has(cluster)) return
    const rows = this.#rowsOf(cluster)
    const key = change.type === 'gone' ? change.key : change.item.key
    const id = rowId(cluster, key)
    this.#touched.add(id)
    if (change.type !== 'read') this.#news.set(cluster, (this.#news.get(cluster) ?? 0) + 1)
    const known = rows.get(key)
    if ((known === undefined) === (change.type !== 'gone'))
      this.#count(cluster, key, known === undefined ? 1 : -1)
    if (change.type === 'gone') rows.delete(key)
    else rows.set(key, this.#row(known, { id, cluster, change }))
  }

  #count(cluster: string, key: string, by: 1 | -1): void {
    const { namespace } = parseObjectKey(key)
    const counts = this.#namespaces.get(cluster) ?? new Map(this.#clusters.get(cluster)?.namespaces)
    this.#namespaces.set(cluster, counts)
    const count = (counts.get(namespace) ?? 0) + by
    if (count === 0) counts.delete(namespace)
    else counts.set(namespace, count)
  }

  #row(known: LiveRow | undefined, next: Next): LiveRow {
    const { id, cluster, change } = next
    const { item } = change
    if (known === undefined || known.item.uid !== item.uid) {
      const cameAt = change.type === 'upserted' ? this.#now : undefined
      return { id, cluster, item, cameAt, was: NOTHING }
    }
    const was = differences(known, item, this.#now)
    return { ...known, item, was }
  }

  #rowsOf(cluster: string): RowDraft<LiveRow> {
    const known = this.#rows.get(cluster)
    if (known !== undefined) return known
    const draft = (this.#clusters.get(cluster)?.rows ?? new RowMap<LiveRow>()).draft()
    this.#rows.set(cluster, draft)
    return draft
  }

  #patch({ cluster }: Topic, change: (slice: ClusterSlice) => Partial<ClusterSlice>): void {
    const slice = this.#clusters.get(cluster)
    if (slice !== undefined) this.#clusters.set(cluster, { ...slice, ...change(slice) })
  }
}

function without(left: ResourceState['left'], cluster: string): ResourceState['left'] {
  return left.has(cluster) ? new Map([...left].filter(([id]) => id !== cluster)) : left
}

interface Next {
  readonly id: string
  readonly cluster: string
  readonly change: Extract<CopyChange, { type: 'read' | 'upserted' }>
}

const NOTHING: readonly Was[] = []

/** Fields of a row that differ in an item, over those that changed lately: a change within the time of a mark keeps the mark. */
export function differences(known: LiveRow, item: Item, now: number): readonly Was[] {
  const before = known.item
  const changed: Was[] = []
  if (before.health !== item.health)
    changed.push({ field: 'health', value: before.health, at: now })
  if (before.reason !== item.reason)
    changed.push({ field: 'reason', value: before.reason, at: now })
  for (const [field, value] of before.cells.entries())
    if (item.cells[field] !== value) changed.push({ field, value, at: now })
  const kept = known.was.filter(
    ({ field, at }) =>
      now - at < REMEMBERED_MS && !changed.some((change) => change.field === field),
  )
  // Unlike an array that was pushed to, one put together has no room to spare.
  const was = kept.concat(changed)
  return was.length === 0 ? NOTHING : was
}

/** Long enough to ask a cell what it was, short enough not to gather for ever. */
const REMEMBERED_MS = 60_000
