import type { Position } from '@argus/contracts/position'
import type { ViewHeader } from '@argus/contracts/gateway-frame'

import type { Attached } from './attached.ts'
import { catchUp } from './catch-up.ts'
import type { Feed } from './feed.ts'
import type { Clock, Feeds, HeldFeed } from './feeds.ts'
import { Member, type MemberOwner } from './member.ts'
import type { Sink } from './sink.ts'
import type { Target } from './target.ts'
import type { View } from './view.ts'
import type { Wishes } from './wishes.ts'

/** What every Subscription of this process works with. */
export interface Surroundings {
  readonly feeds: Feeds
  readonly wishes: Pick<Wishes, 'ask'>
  readonly clock: Clock
  /** A View could not be brought up to date for now; it is tried again. */
  readonly failed: (error: unknown) => void
  /** A client that named a Position was answered with what changed since, or (false) with a snapshot. */
  readonly resumed: (hit: boolean) => void
}

export interface AttachmentParts {
  readonly sink: Sink
  /** What the client named, where it could be a Position of this View. */
  readonly position?: Position | undefined
  readonly around: Surroundings
}

/**
 * A Subscription's hold on one View: the Feed stays, and the client is kept up to date, until it is disposed. There are
 * tens of thousands, nearly all of them up to date: then nothing of theirs is waiting.
 */
export class Attachment implements Attached, MemberOwner {
  readonly member: Member
  readonly #held: HeldFeed
  readonly #around: Surroundings
  /** Whether the client named a Position that could be one of this View. */
  readonly #resuming: boolean
  /** While the client is brought to the View. */
  #working: AbortController | undefined
  #ended = false

  /** Nothing of `target` is kept: the Feed has its Topic and the View its lens, each one for all. */
  constructor(target: Target, { sink, position, around }: AttachmentParts) {
    this.#around = around
    this.#resuming = position !== undefined
    this.#held = around.feeds.hold(target.topic, target.resource, target)
    const { feed } = this.#held
    const view = feed.view(target.lens, sink)
    this.member = new Member({ feed, view, sink, owner: this, position })
  }

  get feed(): Feed {
    return this.#held.feed
  }

  get view(): View {
    return this.member.view
  }

  introduce(): ViewHeader {
    const { feed, view, member } = this
    return { view: view.id, topic: feed.topic, ...member.introduce() }
  }

  start({ announce }: { readonly announce: boolean }): void {
    void this.#keepUp(announce)
  }

  /** Later, for the View may be in the middle of a step. */
  dismissed(): void {
    queueMicrotask(() => void this.#keepUp(false))
  }

  tell(): void {
    this.member.tell()
  }

  [Symbol.dispose](): void {
    this.#ended = true
    this.#working?.abort()
    this.member[Symbol.dispose]()
    this.feed.drop(this.view)
    this.#held[Symbol.dispose]()
  }

  async #keepUp(first: boolean): Promise<void> {
    if (this.#ended || this.#working !== undefined) return
    this.#working = new AbortController()
    const { signal } = this.#working
    let announce = first
    while (!signal.aborted && !this.member.live) {
      try {
        const resumed = await catchUp(this.member, { announce, signal })
        if (announce && this.#resuming) this.#around.resumed(resumed)
        announce = false
      } catch (error) {
        if (signal.aborted) return
        this.member.leave()
        this.#around.failed(error)
        await this.#around.clock.sleep(RETRY_MS, signal).catch(() => undefined) // aborted: the loop ends
      }
    }
    this.#working = undefined
  }
}

const RETRY_MS = 1_000
