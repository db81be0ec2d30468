import type { Subscribe } from '@argus/contracts/client-frame'
import type { Grant, Principal } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'

import type { Sink } from './sink.ts'
import {
  MAX_FEEDS,
  Subscription,
  type SubscriptionOwner,
  type SubscriptionParts,
} from './subscription.ts'
import { frame } from './view-frames.ts'

/** How many Subscriptions one connection may hold. */
export const MAX_SUBSCRIPTIONS = 128

/** How many of them may be for all kinds at once: each is a View of every Topic there is. */
const MAX_WIDE = 8

/** How many of them may have a CEL expression: each reads and judges all objects of its Topics. */
const MAX_JUDGED = 8

/** What the Subscriptions of all connections work with. */
export interface SubscriptionsParts extends SubscriptionParts {
  /** One more, or less. */
  readonly onChange: (difference: 1 | -1) => void
}

/** Who subscribes; the rights may change. */
export interface Subscriber {
  readonly principal: Pick<Principal, 'grants'>
}

/** All Subscriptions of one connection, by the ids its client gave them. */
export class Subscriptions implements SubscriptionOwner, Disposable {
  readonly sink: Sink
  readonly #parts: SubscriptionsParts
  readonly #subscriber: Subscriber
  readonly #held = new Map<string, Subscription>()

  constructor(parts: SubscriptionsParts, subscriber: Subscriber, sink: Sink) {
    this.sink = sink
    this.#parts = parts
    this.#subscriber = subscriber
  }

  get grants(): readonly Grant[] {
    return this.#subscriber.principal.grants
  }

  get room(): number {
    return this.#held.values().reduce((left, { feeds }) => left - feeds, MAX_FEEDS)
  }

  /** Answers with `subscribed` or `refused`. */
  async subscribe(request: Subscribe): Promise<void> {
    const { id } = request
    let opened: Subscription | undefined
    try {
      opened = this.#admit(request)
      await opened.open()
    } catch (error) {
      if (opened !== undefined && this.#held.get(id) !== opened) return // ended while it opened
      if (opened !== undefined) this.#forget(opened)
      if (!(error instanceof Refusal)) throw error
      this.#refuse(id, error)
    }
  }

  unsubscribe(id: string): void {
    const held = this.#held.get(id)
    if (held !== undefined) return this.#forget(held)
    const why = 'There is no subscription of this id: it ended, or never was.'
    this.#refuse(id, new Refusal('unknown_subscription', why))
  }

  /** Rights or clusters changed. */
  reconcile(): void {
    for (const held of this.#held.values()) held.reconcile()
  }

  ended(subscription: Subscription): void {
    this.#forget(subscription)
  }

  tell(): void {
    for (const held of this.#held.values()) held.tell()
  }

  [Symbol.dispose](): void {
    for (const held of this.#held.values()) this.#forget(held)
  }

  #admit(request: Subscribe): Subscription {
    const { id } = request
    if (this.#held.has(id))
      throw new Refusal(
        'duplicate_id',
        'A subscription of this id is open. End it first, or take another id.',
      )
    if (this.#held.size >= MAX_SUBSCRIPTIONS) throw tooMany(MAX_SUBSCRIPTIONS, 'subscriptions')
    const opened = new Subscription(request, this.#parts, this)
    const held = [...this.#held.values()]
    if (opened.wide && held.filter(({ wide }) => wide).length >= MAX_WIDE)
      throw tooMany(MAX_WIDE, 'subscriptions for all kinds at once')
    if (opened.judged && held.filter(({ judged }) => judged).length >= MAX_JUDGED)
      throw tooMany(MAX_JUDGED, 'subscriptions with a CEL expression')
    this.#held.set(id, opened)
    this.#parts.onChange(1)
    return opened
  }

  #forget(subscription: Subscription): void {
    if (this.#held.get(subscription.id) !== subscription) return
    this.#held.delete(subscription.id)
    subscription[Symbol.dispose]()
    this.#parts.onChange(-1)
  }

  #refuse(id: string, { code, message }: Refusal): void {
    this.sink.push(frame({ type: 'refused', id, code, message }))
  }
}

function tooMany(most: number, what: string): Refusal {
  const why = `A connection holds at most ${most} ${what}. End one that is not needed.`
  return new Refusal('too_many', why)
}
