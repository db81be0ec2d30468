import type { Position } from '@argus/contracts/position'
import type { Record, TopicShape } from '@argus/contracts/record'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { FollowEvent } from '../src/follow.ts'
import { isRecord } from '../src/merge.ts'

/** What a consumer makes of a follower's events. It trusts the promises of the port, and fails where one is broken. */
export class Copy {
  readonly events: FollowEvent[] = []
  readonly records = new Map<string, Record>()
  position: Position | undefined
  status: TopicStatus | undefined
  shape: TopicShape | undefined
  /** Told after each event that changed the copy. */
  onChange: (copy: Copy) => void = () => {}
  readonly #seen = new Map<string, number>()
  readonly #following: Promise<void>

  constructor(events: AsyncIterable<FollowEvent>) {
    this.#following = this.#follow(events)
    this.#following.catch(() => {}) // Told by `ended`.
  }

  /** Resolves when the follower has ended; rejects with the first broken promise. */
  ended(): Promise<void> {
    return this.#following
  }

  of(type: FollowEvent['type']): FollowEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  get keys(): string[] {
    return [...this.records.keys()].toSorted()
  }

  /** Key to resourceVersion. */
  get versions(): { [key: string]: string } {
    return Object.fromEntries(
      this.keys.map((key) => [key, this.records.get(key)?.resourceVersion ?? '']),
    )
  }

  async #follow(events: AsyncIterable<FollowEvent>): Promise<void> {
    for await (const event of events) {
      this.events.push(event)
      this.#apply(event)
    }
  }

  #apply(event: FollowEvent): void {
    switch (event.type) {
      case 'snapshot':
        if (isAnother(event.meta.position, this.position)) this.#seen.clear()
        this.records.clear()
        this.position = event.meta.position
        this.status = event.meta.status
        this.shape = event.meta.shape
        for (const record of event.records) this.#put(record)
        this.onChange(this)
        break
      case 'batch': {
        const { epoch, prev, at, records } = event.batch
        if (this.position?.epoch !== epoch || this.position.seq !== prev) {
          throw new Error(`a batch from ${epoch}.${prev} is not the next step`)
        }
        for (const entry of records) {
          if (entry.seq <= prev || entry.seq > at) throw new Error('a seq outside of its batch')
          if (isRecord(entry)) this.#put(entry)
          else {
            this.#see(entry.key, entry.seq)
            this.records.delete(entry.key)
          }
        }
        this.position = { epoch, seq: at }
        this.onChange(this)
        break
      }
      case 'status':
        this.status = event.status
        break
      case 'shape':
        this.shape = event.shape
        break
      case 'hole':
        break
    }
  }

  #put(record: Record): void {
    this.#see(record.key, record.seq)
    this.records.set(record.key, record)
  }

  #see(key: string, seq: number): void {
    if (seq < (this.#seen.get(key) ?? 0)) throw new Error(`${key} went back to ${seq}`)
    this.#seen.set(key, seq)
  }
}

/** Whether a Topic began anew, or was set back: what was seen of it before says nothing about what comes. */
function isAnother(next: Position, before: Position | undefined): boolean {
  return before?.epoch !== next.epoch || next.seq < before.seq
}
