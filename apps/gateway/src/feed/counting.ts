import type { ViewHeader } from '@argus/contracts/gateway-frame'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Attached } from './attached.ts'
import type { Surroundings } from './attachment.ts'
import type { CountReader, CountView } from './count-view.ts'
import type { Feed } from './feed.ts'
import type { HeldFeed } from './feeds.ts'
import type { Opening } from './opening.ts'
import type { Sink } from './sink.ts'
import type { Target } from './target.ts'
import { frame } from './view-frames.ts'

/** A Subscription's hold on the counts of one Topic. Thousands of them may be one client's, so it is small. */
export class Counting implements Attached, CountReader {
  readonly target: Target
  readonly view: CountView
  readonly #held: HeldFeed
  readonly #around: Surroundings
  readonly #opening: Opening
  /** What the client was told of the Topic last; nothing before it knows the View. */
  #told: TopicStatus | undefined

  /** `opening`: that of the sink, for all that the Subscription counts. */
  constructor(target: Target, around: Surroundings, opening: Opening) {
    this.target = target
    this.#around = around
    this.#opening = opening
    this.#held = around.feeds.hold(target.topic, target.resource, target)
    this.view = this.feed.counts.view(target.lens, around.views)
    around.views.add(this.view)
    this.view.hold()
  }

  get feed(): Feed {
    return this.#held.feed
  }

  get sink(): Sink {
    return this.#around.sink
  }

  /** Without columns: nothing of them is in a count. */
  introduce(): ViewHeader {
    const { status, shape } = this.feed.told
    this.#told = status
    return {
      view: this.view.id,
      topic: this.target.topic,
      status,
      shape: { ...shape, columns: [], hash: '' },
    }
  }

  start(): void {
    this.view.join(this)
  }

  tell(): void {
    const { status } = this.feed.told
    if (this.#told === undefined || this.#told === status || !this.sink.open) return
    this.#told = status
    this.sink.push(frame({ type: 'status', view: this.view.id, ...status }))
  }

  whenOpen(wake: () => void): void {
    this.#opening.wake(wake)
  }

  [Symbol.dispose](): void {
    this.view.leave(this)
    this.#around.views.delete(this.view)
    this.feed.counts.drop(this.view)
    this.#held[Symbol.dispose]()
  }
}
