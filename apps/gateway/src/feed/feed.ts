import type { FollowEvent, TopicLogReader } from '@argus/bus/follow'
import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'
import type { TopicShape } from '@argus/contracts/record'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { Bell } from './bell.ts'
import { ByLens } from './by-lens.ts'
import { Copy } from './copy.ts'
import { Counts, type CountEvents } from './counts.ts'
import type { ChangedKey } from './journal.ts'
import type { Lens } from './lens.ts'
import type { Change } from './membership.ts'
import type { Told } from './receiver.ts'
import type { Sink } from './sink.ts'
import { View, type ViewSource } from './view.ts'
import type { Bodies } from './view-frames.ts'

/** What a Feed reports of its work. */
export interface FeedEvents {
  /** Something waits to be encoded at the next flush. */
  readonly changed: () => void
  readonly hole: (topic: Topic) => void
  readonly failed: (topic: Topic, error: unknown) => void
}

export interface FeedParts {
  readonly topic: Topic
  readonly reader: Pick<TopicLogReader, 'readObjects' | 'changedSince'>
  /** Until the topic log has said better. */
  readonly told: Told
  readonly events: FeedEvents
  readonly counts: CountEvents
  readonly nextView: () => number
}

/** This process's one copy of a Topic's rows, and the Views on it. `apply` is fed by the topic log's follower. */
export class Feed {
  readonly topic: Topic
  readonly counts: Counts
  readonly #parts: FeedParts
  readonly #views = new ByLens<View>()
  readonly #bell = new Bell()
  #told: Told
  #copy: Copy | undefined
  #dirty = false
  /** Objects that will be read at the end of this turn. */
  #reading: Reading | undefined
  /**
   * Keys whose object the topic log did not have when Views asked for it: gone, as a later step says, or lost with the
   * memory of Redis. Then a new epoch brings it back unchanged, and only this remembers that members lack it.
   */
  #unread = new Set<string>()

  constructor(parts: FeedParts) {
    this.topic = parts.topic
    this.#parts = parts
    this.#told = parts.told
    this.counts = new Counts({
      copy: () => (this.readable ? this.#copy : undefined),
      events: parts.counts,
      nextView: parts.nextView,
    })
  }

  get told(): Told {
    return this.#told
  }

  get copy(): Copy | undefined {
    return this.#copy
  }

  get views(): Iterable<View> {
    return this.#views.all
  }

  get idle(): boolean {
    return this.#views.empty && this.counts.empty
  }

  /** Whether the topic log has answered. */
  get known(): boolean {
    return this.#copy !== undefined
  }

  /** Whether the rows may be shown: a first list under way is invisible until it is complete. */
  get readable(): boolean {
    return this.known && this.#told.status.state !== 'syncing'
  }

  /** Resolves when a condition about this Feed holds. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return this.#bell.until(condition, signal)
  }

  /** The View through a Lens; equal lenses share one, but for those that the connection holds already. */
  view(lens: Lens, sink: Sink): View {
    return this.#views.get(lens, sink, () => {
      return new View(this.#parts.nextView(), lens, this.#source())
    })
  }

  /** Forgets a View that nobody holds. */
  drop(view: View): void {
    this.#views.drop(view)
  }

  apply(event: FollowEvent): void {
    switch (event.type) {
      case 'snapshot':
        this.#replace(event)
        break
      case 'batch':
        this.#copy?.apply(event.batch, this.#onChange)
        this.#changed()
        break
      case 'status':
        this.#tell({ ...this.#told, status: event.status })
        break
      case 'shape':
        this.#tell({ ...this.#told, shape: event.shape })
        break
      case 'hole':
        this.#parts.events.hole(this.topic)
    }
    this.#bell.ring()
  }

  /** Encodes what the Views have not sent; called once per flush. */
  encode(): void {
    if (!this.#dirty) return
    this.#dirty = false
    for (const view of this.views) view.encode()
  }

  bookmark(): void {
    for (const view of this.views) view.bookmark()
  }

  /** Keys changed after a Position that this copy remembers; `undefined`: ask the topic log. */
  changedAfter(from: Position): readonly ChangedKey[] | undefined {
    return this.#copy?.changedAfter(from)
  }

  /** The same, from the topic log, for a Position from before this Feed began; `undefined`: only a snapshot helps. */
  async changedBefore(from: Position): Promise<Older | undefined> {
    const batch = await this.#parts.reader.changedSince(this.topic, from)
    if (batch === undefined || batch.epoch !== this.#copy?.position.epoch) return undefined
    return { keys: batch.records.map(({ key, seq }) => ({ key, seq })), at: batch.at }
  }

  /** Whatever asks in one turn is read at once, each object once; the answer may hold more than was asked for. */
  bodies(keys: readonly string[]): Promise<Bodies> {
    if (keys.length === 0) return Promise.resolve(new Map())
    const reading = this.#reading ?? this.#readSoon()
    for (const key of keys) reading.keys.add(key)
    return reading.bodies
  }

  #readSoon(): Reading {
    const keys = new Set<string>()
    const read = async (): Promise<Bodies> => {
      await Promise.resolve()
      this.#reading = undefined
      const asked = this.#copy?.position.epoch
      const bodies = await this.#parts.reader.readObjects(this.topic, [...keys])
      const missing = keys.difference(bodies).intersection(this.#copy?.records ?? new Set())
      this.#unread = this.#unread.union(missing)
      if (asked !== this.#copy?.position.epoch) this.#readAgain()
      return bodies
    }
    this.#reading = { keys, bodies: read() }
    return this.#reading
  }

  #replace({ meta, records }: Extract<FollowEvent, { type: 'snapshot' }>): void {
    if (this.#copy === undefined) this.#copy = new Copy(meta.position, records)
    else {
      this.#copy.replace(meta.position, records, this.#onChange)
      this.#readAgain()
    }
    this.#tell({ status: meta.status, shape: meta.shape ?? this.#told.shape })
  }

  readonly #onChange = (key: string, change: Change): void => {
    this.#note(key, change)
    this.counts.note(change)
  }

  #note(key: string, change: Change): void {
    this.#unread.delete(key)
    for (const view of this.views) view.note(key, change)
  }

  /** Objects that could not be had in the epoch before, as changes of this one. */
  #readAgain(): void {
    for (const key of this.#unread) {
      const record = this.#copy?.records.get(key)
      if (record !== undefined) this.#note(key, { before: record, after: record })
    }
    this.#unread.clear()
    this.#changed()
  }

  #tell(told: Told): void {
    this.#told = { status: unchanged(this.#told.status, told.status), shape: told.shape }
    for (const view of this.views) for (const member of view.members) member.tell()
    this.counts.tellStatus()
  }

  #changed(): void {
    this.#dirty = true
    this.#parts.events.changed()
  }

  #source(): ViewSource {
    const copy = () => this.#copy
    return {
      get copy() {
        return copy()
      },
      bodies: (keys) => this.bodies(keys),
      changed: () => {
        this.#changed()
        this.#bell.ring()
      },
      failed: (error) => {
        this.#dirty = true
        this.#parts.events.failed(this.topic, error)
      },
    }
  }
}

interface Reading {
  readonly keys: Set<string>
  readonly bodies: Promise<Bodies>
}

export interface Older {
  readonly keys: readonly ChangedKey[]
  readonly at: number
}

/** The status held already where the new one says the same: members are told of changes only. */
function unchanged(held: TopicStatus, next: TopicStatus): TopicStatus {
  const same = held.state === next.state && held.since === next.since && held.reason === next.reason
  return same ? held : next
}

/** Columns of a kind that the topic log has not described yet. */
export function unknownShape(kind: string, namespaced: boolean): TopicShape {
  return { kind, namespaced, columns: [], hash: '' }
}
