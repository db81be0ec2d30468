import type { ViewHeader } from '@argus/contracts/gateway-frame'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Attached } from './attached.ts'
import type { CountReader, CountView } from './count-view.ts'
import type { Feed } from './feed.ts'
import type { Feeds, HeldFeed } from './feeds.ts'
import type { Opening } from './opening.ts'
import type { Sink } from './sink.ts'
import type { Target } from './target.ts'
import { frame } from './view-frames.ts'

export interface CountingParts {
  readonly sink: Sink
  /** That of the sink, for all that the Subscription counts. */
  readonly opening: Opening
  readonly feeds: Feeds
}

/** A Subscription's hold on the counts of one Topic. Thousands of them may be one client's, so it is small. */
export class Counting implements Attached, CountReader {
  readonly view: CountView
  readonly sink: Sink
  readonly #held: HeldFeed
  readonly #opening: Opening
  /** What the client was told of the Topic last; nothing before it knows the View. */
  #told: TopicStatus | undefined

  constructor(target: Target, { sink, opening, feeds }: CountingParts) {
    this.sink = sink
    this.#opening = opening
    this.#held = feeds.hold(target.topic, target.resource, target)
    this.view = this.feed.counts.view(target.lens, sink)
    this.view.hold(sink)
  }

  get feed(): Feed {
    return this.#held.feed
  }

  /** Without columns: nothing of them is in a count. */
  introduce(): ViewHeader {
    const { status, shape } = this.feed.told
    this.#told = status
    return {
      view: this.view.id,
      topic: this.feed.topic,
      status,
      shape: { ...shape, columns: [], hash: '' },
    }
  }

  start(): void {
    this.view.join(this)
  }

  tell(): void {
    const { status } = this.feed.told
    if (this.#told === undefined || this.#told === status) return
    if (!this.sink.open) return this.sink.untold()
    this.#told = status
    this.sink.push(frame({ type: 'status', view: this.view.id, ...status }))
  }

  whenOpen(wake: () => void): void {
    this.#opening.wake(wake)
  }

  [Symbol.dispose](): void {
    this.view.leave(this)
    this.feed.counts.drop(this.view)
    this.#held[Symbol.dispose]()
  }
}
