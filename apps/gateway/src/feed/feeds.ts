import type { FollowEvent, TopicLogReader } from '@argus/bus/follow'
import { topicKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Expression } from './cel/expression.ts'
import { Lane } from './cel/lane.ts'
import { sieve } from './cel/sieve.ts'
import { Feed, unknownShape, type FeedEvents } from './feed.ts'
import type { FollowedResource } from './followed-kinds.ts'
import { Pulse } from './pulse.ts'

/** Waiting, by the service's clock. */
export interface Clock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface FeedsParts {
  readonly reader: Pick<TopicLogReader, 'follow' | 'readObjects' | 'changedSince'>
  readonly events: FeedEvents
  /** A CEL expression took too long for an object. */
  readonly timedOut: () => void
  readonly clock: Clock
}

/** A Feed that is held: it stays while anybody holds it, and a minute longer. */
export interface HeldFeed extends Disposable {
  readonly feed: Feed
}

/** One Feed for each Topic that anybody in this process asks for, and for each expression on its objects. */
export class Feeds implements AsyncDisposable {
  readonly #parts: FeedsParts
  readonly #entries = new Map<string, Entry>()
  readonly #running = new Set<Promise<void>>()
  readonly #closed = new AbortController()
  /** Counts leave together, and seldom: they are for an overview. Who comes to them need not wait so long. */
  readonly #counting = new Pulse(() => {
    for (const feed of this.all) feed.counts.tell()
    return true
  }, COUNT_WINDOW_MS)
  readonly #joining = new Pulse(() => {
    for (const feed of this.all) feed.counts.bringUp()
    return true
  })
  readonly #lane: Lane
  #views = 0

  constructor(parts: FeedsParts) {
    this.#parts = parts
    this.#lane = new Lane(parts.timedOut)
  }

  get all(): Iterable<Feed> {
    return this.#entries.values().map(({ feed }) => feed)
  }

  /** What somebody asked for by its name, which therefore has to stay followed. */
  get wanted(): Iterable<Topic> {
    return this.#entries.values().flatMap(({ feed, wants }) => (wants > 0 ? [feed.topic] : []))
  }

  hold(
    topic: Topic,
    resource: FollowedResource,
    { wanted = true, cel }: HoldOptions = {},
  ): HeldFeed {
    const key = cel === undefined ? topicKey(topic) : `${topicKey(topic)} ${cel.text}`
    const entry = this.#entries.get(key) ?? this.#open(key, { topic, resource, cel })
    entry.holders += 1
    if (wanted) entry.wants += 1
    entry.lingering?.abort()
    entry.lingering = undefined
    return new Hold(entry, wanted)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort()
    await Promise.all(this.#running)
  }

  #open(key: string, { topic, resource, cel }: Opened): Entry {
    const { reader, events, clock } = this.#parts
    const status: TopicStatus = { state: 'syncing', since: clock.now() }
    const feed = new Feed({
      topic,
      reader,
      events,
      told: { status, shape: unknownShape(resource.kind, resource.namespaced) },
      counts: {
        changed: () => this.#counting.request(),
        joined: () => this.#joining.request(),
      },
      nextView: () => (this.#views += 1),
    })
    const ended = new AbortController()
    const entry: Entry = {
      feed,
      cel,
      holders: 0,
      wants: 0,
      ended,
      lingering: undefined,
      left: () => {
        if (!this.#closed.signal.aborted) this.#spawn(this.#linger(key, entry))
      },
    }
    this.#entries.set(key, entry)
    this.#spawn(this.#follow(entry))
    return entry
  }

  async #follow({ feed, cel, ended }: Entry): Promise<void> {
    const { clock, events, reader } = this.#parts
    const signal = AbortSignal.any([ended.signal, this.#closed.signal])
    while (!signal.aborted) {
      try {
        const events = reader.follow(feed.topic, signal)
        for await (const event of this.#sieved(events, { feed, cel, signal })) feed.apply(event)
      } catch (error) {
        if (signal.aborted) return
        events.failed(feed.topic, error)
        await clock.sleep(RETRY_MS, signal).catch(() => undefined) // aborted: the loop ends
      }
    }
  }

  #sieved(
    events: AsyncIterable<FollowEvent>,
    { feed, cel, signal }: Sieved,
  ): AsyncIterable<FollowEvent> {
    if (cel === undefined) return events
    const { reader } = this.#parts
    const parts = { topic: feed.topic, expression: cel, reader, lane: this.#lane, signal }
    return sieve(events, parts)
  }

  /** Who leaves often comes back soon: a page reloaded, a tab changed. */
  async #linger(key: string, entry: Entry): Promise<void> {
    const lingering = new AbortController()
    entry.lingering = lingering
    const signal = AbortSignal.any([lingering.signal, this.#closed.signal])
    try {
      await this.#parts.clock.sleep(LINGER_MS, signal)
    } catch {
      return // held again, or the process ends
    }
    this.#entries.delete(key)
    entry.ended.abort()
  }

  #spawn(task: Promise<void>): void {
    this.#running.add(task)
    void task.finally(() => this.#running.delete(task))
  }
}

interface HoldOptions {
  /** Whether it was asked for by its name. */
  readonly wanted?: boolean
  /** Only what meets it. */
  readonly cel?: Expression | undefined
}

interface Opened {
  readonly topic: Topic
  readonly resource: FollowedResource
  readonly cel: Expression | undefined
}

interface Sieved extends Pick<Entry, 'feed' | 'cel'> {
  readonly signal: AbortSignal
}

interface Entry {
  readonly feed: Feed
  readonly cel: Expression | undefined
  readonly ended: AbortController
  holders: number
  /** How many of the holders want it by its name. */
  wants: number
  lingering: AbortController | undefined
  /** Nobody holds it any more. */
  readonly left: () => void
}

/** There are as many as Views that connections hold, so it is small. */
class Hold implements HeldFeed {
  readonly #entry: Entry
  readonly #wanted: boolean

  constructor(entry: Entry, wanted: boolean) {
    this.#entry = entry
    this.#wanted = wanted
  }

  get feed(): Feed {
    return this.#entry.feed
  }

  [Symbol.dispose](): void {
    const entry = this.#entry
    entry.holders -= 1
    if (this.#wanted) entry.wants -= 1
    if (entry.holders === 0) entry.left()
  }
}

const COUNT_WINDOW_MS = 250
const LINGER_MS = 60_000
const RETRY_MS = 1_000
