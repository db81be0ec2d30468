import type { GatewayFrame, Item, ViewEvent } from '@argus/contracts/gateway-frame'
import type { TopicShape } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

export interface TopicParts {
  readonly topic: Topic
  readonly shape: Omit<TopicShape, 'hash'>
  readonly status?: TopicStatus
  readonly items?: readonly Item[]
}

/** A Topic in memory, with a position that moves by one at each change. */
export class SmallTopic {
  readonly topic: Topic
  readonly shape: TopicShape
  readonly items: Map<string, Item>
  status: TopicStatus
  #seq = 1
  readonly #listeners = new Set<(change: TopicChange) => void>()

  constructor({
    topic,
    shape,
    status = { state: 'live', since: Date.now() },
    items = [],
  }: TopicParts) {
    this.topic = topic
    this.shape = { ...shape, hash: JSON.stringify(shape.columns) }
    this.status = status
    this.items = new Map(items.map((item) => [item.key, item]))
  }

  get at(): string {
    return `e1.${this.#seq}.0123abcd`
  }

  put(...items: readonly Item[]): void {
    for (const item of items) this.items.set(item.key, item)
    this.#tell(items.map((item) => ({ type: 'MODIFIED', ...item })))
  }

  delete(key: string): void {
    this.items.delete(key)
    this.#tell([{ type: 'DELETED', key }])
  }

  setStatus(status: TopicStatus): void {
    this.status = status
    for (const listener of this.#listeners) listener({ type: 'status', status })
  }

  listen(listener: (change: TopicChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(events: readonly ViewEvent[]): void {
    const prev = this.at
    this.#seq += 1
    for (const listener of this.#listeners) listener({ type: 'events', prev, at: this.at, events })
  }
}

export type TopicChange =
  | { readonly type: 'status'; readonly status: TopicStatus }
  | {
      readonly type: 'events'
      readonly prev: string
      readonly at: string
      readonly events: readonly ViewEvent[]
    }

/** The frame of a change for a View that shows everything, or one object. */
export function frameOf(
  change: TopicChange,
  view: number,
  { key, bare, chooses }: Lens,
): GatewayFrame {
  if (change.type === 'status') return { type: 'status', view, ...change.status }
  const { prev, at } = change
  const events = change.events
    .filter((event) => key === undefined || event.key === key)
    .map((event) =>
      event.type === 'MODIFIED' && 'uid' in event && !chooses(event)
        ? { type: 'DELETED' as const, key: event.key }
        : event,
    )
    .map((event) => (bare && event.type !== 'DELETED' ? { ...event, object: undefined } : event))
  if (events.length === 0) return { type: 'bookmark', view, prev, at, time: Date.now() - 200 }
  return { type: 'events', view, prev, at, time: Date.now() - 200, events }
}

export interface Lens {
  /** The one object that is shown. */
  readonly key: string | undefined
  /** Rows without objects. */
  readonly bare: boolean
  /** What the filters of the request leave. */
  readonly chooses: (item: Item) => boolean
}
