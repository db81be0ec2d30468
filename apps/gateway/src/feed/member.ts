import type { Position } from '@argus/contracts/position'

import type { Feed } from './feed.ts'
import type { Receiver, StepMark, Told } from './receiver.ts'
import type { Sink } from './sink.ts'
import type { View } from './view.ts'
import { frame } from './view-frames.ts'

/**
 * How a member takes the View's steps. `held`: it has joined, but the frame that brings it there is not made yet.
 * `away`: it gets none; `catchUp` brings it back from its Position.
 */
type MemberState =
  | { readonly phase: 'away' }
  | { readonly phase: 'held'; readonly steps: { bytes: Buffer; mark: StepMark }[] }
  | { readonly phase: 'live' }

const AWAY: MemberState = { phase: 'away' }
const LIVE: MemberState = { phase: 'live' }

/** Who brings a member to its View. */
export interface MemberOwner {
  /** A live member was dismissed, perhaps in the middle of a step of its View. */
  dismissed(): void
}

/** One Subscription's place in a View: what its client has, and how it gets the rest. */
export class Member implements Receiver {
  readonly feed: Feed
  readonly view: View
  readonly sink: Sink
  readonly #owner: MemberOwner
  /** What the client has; `undefined`: nothing that could be continued. */
  position: Position | undefined
  #state: MemberState = AWAY
  /** What the client was told of the Topic last; nothing before it knows the View. */
  #told: Told | undefined

  constructor({ feed, view, sink, owner, position }: MemberParts) {
    this.feed = feed
    this.view = view
    this.sink = sink
    this.#owner = owner
    this.position = position
    view.attach(this)
  }

  get live(): boolean {
    return this.#state.phase === 'live'
  }

  /** Joined, and not released yet. */
  get held(): boolean {
    return this.#state.phase === 'held'
  }

  /** The client is about to be told of the View, and of this with it. */
  introduce(): Told {
    this.#told = this.feed.told
    return this.#told
  }

  /** Tells the client status and columns where they are not what it was told last. */
  tell(): void {
    const now = this.feed.told
    const before = this.#told
    if (before === undefined || isSame(now, before)) return
    if (!this.sink.open) return this.sink.untold()
    this.#told = now
    const view = this.view.id
    if (now.shape.hash !== before.shape.hash)
      this.sink.push(frame({ type: 'columns', view, shape: now.shape }))
    if (now.status !== before.status) this.sink.push(frame({ type: 'status', view, ...now.status }))
  }

  /** Joins the View; its steps are held back until `release`. */
  join(): Position | undefined {
    this.#state = { phase: 'held', steps: [] }
    return this.view.join(this)
  }

  /** The client now stands where it joined: it gets the steps held back, and each from now on. */
  release(at: Position): void {
    if (this.#state.phase !== 'held') return
    const { steps } = this.#state
    this.position = at
    this.#state = LIVE
    for (const { bytes, mark } of steps) this.receive(bytes, mark)
  }

  receive(bytes: Buffer, mark: StepMark): void {
    switch (this.#state.phase) {
      case 'away':
        return
      case 'held':
        this.#state.steps.push({ bytes, mark })
        return
      case 'live':
        if (!this.sink.open) {
          this.sink.conflates()
          return this.dismiss(mark.prev)
        }
        this.position = mark.at
        this.sink.push(bytes)
        if (mark.time !== undefined) this.sink.carries(mark.time)
    }
  }

  /** Leaves the View with what the client has. */
  dismiss(at: Position): void {
    const { live } = this
    this.leave()
    if (!live) return
    this.position = at
    this.#owner.dismissed()
  }

  leave(): void {
    this.view.leave(this)
    this.#state = AWAY
  }

  [Symbol.dispose](): void {
    this.#state = AWAY
    this.view.detach(this)
  }
}

/** By identity: a Feed keeps what it is told again. */
function isSame(one: Told, other: Told): boolean {
  return one.status === other.status && one.shape.hash === other.shape.hash
}

export interface MemberParts {
  readonly feed: Feed
  readonly view: View
  readonly sink: Sink
  readonly owner: MemberOwner
  readonly position: Position | undefined
}
