import type { ClientFrame } from '@argus/contracts/client-frame'
import type { GatewayFrame } from '@argus/contracts/gateway-frame'
import { topicKey, type Topic } from '@argus/contracts/topic'

import type { Clock } from './clock.ts'
import { CountCopy } from './count-copy.ts'
import type { CopyChange, LiveEvent, LiveRequest } from './live-event.ts'
import type { Queue } from './queue.ts'
import { redialDelay } from './redial.ts'
import type { ReportLog } from './report.ts'
import {
  asked,
  detached,
  NOTHING_YET,
  positions,
  transition,
  unread,
  type ContentFrame,
  type Effect,
  type Member,
  type SubscriptionState,
} from './subscription-state.ts'
import { TopicCopy } from './topic-copy.ts'

export interface SubscriptionParts {
  readonly request: LiveRequest
  /** Names the subscription on the socket, with a count of how often it was asked for. */
  readonly name: string
  readonly clock: Clock
  readonly random: () => number
  readonly report: ReportLog
}

type Send = (frame: ClientFrame) => void

/** One request, however many readers it has: its copies live as long as it does, over any number of connections. */
export class LiveSubscription {
  readonly #parts: SubscriptionParts
  readonly #copies = new Map<string, TopicCopy>()
  /** Only where the request is for counts. */
  readonly #counts = new Map<string, CountCopy>()
  readonly #readers = new Set<Queue<readonly LiveEvent[]>>()
  readonly #over = new AbortController()
  #state: SubscriptionState = NOTHING_YET
  #send: Send | undefined
  #asked = 0
  /** Holes since the last time all was well. */
  #holes = 0

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  get read(): boolean {
    return this.#readers.size > 0
  }

  /** A reader gets what the copies hold now, then every change. */
  open(reader: Queue<readonly LiveEvent[]>): void {
    reader.push(this.#replay())
    this.#readers.add(reader)
  }

  close(reader: Queue<readonly LiveEvent[]>): void {
    reader.close()
    this.#readers.delete(reader)
  }

  attach(send: Send): void {
    this.#send = send
    this.#ask()
  }

  detach(): void {
    this.#send = undefined
    this.#state = detached(this.#state)
  }

  /** Ends it on the socket; copies are dropped. */
  end(): void {
    if (this.#state.phase === 'asking' || this.#state.phase === 'joined')
      this.#send?.({ type: 'unsubscribe', id: this.#state.id })
    this.#finish()
  }

  /** Takes any frame of the connection; answers whether the subscription is over by it. */
  receive(frame: GatewayFrame): boolean {
    if (frame.type === 'refused' || frame.type === 'ended') return this.#refused(frame)
    const { state, effects } = transition(this.#state, frame)
    this.#state = state
    const events: LiveEvent[] = []
    let whole = true
    for (const effect of effects) {
      const told = this.#effect(effect)
      if (told === 'hole') whole = false
      else events.push(...told)
    }
    if (events.length > 0) this.#tell(events)
    if (!whole) this.#readAgain()
    return false
  }

  #effect(effect: Effect): LiveEvent[] | 'hole' {
    switch (effect.type) {
      case 'join':
        return this.#join(effect)
      case 'leave':
        this.#copies.delete(topicKey(effect.topic))
        this.#counts.delete(topicKey(effect.topic))
        this.#parts.report.left(topicKey(effect.topic), this.#parts.clock.now())
        return [{ type: 'left', topic: effect.topic }]
      case 'answered':
        return [{ type: 'answered' }]
      case 'take':
        return this.#take(effect.topic, effect.frame)
      case 'hole':
        this.#note(`${topicKey(effect.topic)}: something was missing, so it is read again`)
        return 'hole'
    }
  }

  #join({ member, keep }: { readonly member: Member; readonly keep: boolean }): LiveEvent[] {
    const { topic, shape, status } = member
    if (!keep || !this.#copies.has(topicKey(topic)))
      this.#copies.set(topicKey(topic), new TopicCopy())
    this.#reportStatus(member)
    return [{ type: 'joined', topic, shape, status }]
  }

  #take(topic: Topic, frame: ContentFrame): LiveEvent[] | 'hole' {
    const copy = this.#copies.get(topicKey(topic))
    if (copy === undefined) return []
    switch (frame.type) {
      case 'snapshot':
        return changed(topic, copy.page(frame.items, frame.first ?? false))
      case 'synced':
        this.#holes = 0
        this.#counts.get(topicKey(topic))?.synced()
        return [
          ...changed(topic, copy.synced(frame.resumed)),
          ...this.#countsOf(topic),
          { type: 'synced', topic, resumed: frame.resumed },
        ]
      case 'counts':
        this.#countCopyOf(topic).take(frame.counts, frame.first ?? false)
        return [...this.#countsOf(topic), { type: 'time', topic, time: frame.time }]
      case 'events':
      case 'moved': {
        const changes = copy.apply(frame.events)
        if (changes === undefined) return this.#mispatched(topic)
        return [...changed(topic, changes), { type: 'time', topic, time: frame.time }]
      }
      case 'bookmark':
        return [{ type: 'time', topic, time: frame.time }]
      case 'status': {
        const { state, since, reason } = frame
        const status = { state, since, ...(reason !== undefined && { reason }) }
        this.#reportStatus({ topic, status })
        return [{ type: 'status', topic, status }]
      }
      case 'columns':
        return [{ type: 'columns', topic, shape: frame.shape }]
    }
  }

  #mispatched(topic: Topic): 'hole' {
    this.#state = unread(this.#state, topic)
    this.#note(`${topicKey(topic)}: what changed is not of what is here, so it is read again`)
    return 'hole'
  }

  #countCopyOf(topic: Topic): CountCopy {
    const held = this.#counts.get(topicKey(topic)) ?? new CountCopy()
    this.#counts.set(topicKey(topic), held)
    return held
  }

  #countsOf(topic: Topic): LiveEvent[] {
    const counts = this.#counts.get(topicKey(topic))?.all
    return counts === undefined ? [] : [{ type: 'counts', topic, counts }]
  }

  #refused(frame: Extract<GatewayFrame, { type: 'refused' | 'ended' }>): boolean {
    if (this.#state.phase !== 'asking' && this.#state.phase !== 'joined') return false
    if (frame.id !== this.#state.id) return false
    if (
      frame.type === 'refused' &&
      (frame.retry_after_ms !== undefined || frame.code === 'unavailable')
    ) {
      this.#note(`The gateway refused a subscription for now: ${frame.message}`)
      this.#state = detached(this.#state)
      this.#askAfter(frame.retry_after_ms ?? REFUSED_PAUSE_MS)
      return false
    }
    this.#tell([{ type: 'ended', code: frame.code, message: frame.message }])
    this.#finish()
    return true
  }

  #readAgain(): void {
    if (this.#state.phase !== 'joined') return
    this.#send?.({ type: 'unsubscribe', id: this.#state.id })
    this.#state = detached(this.#state)
    this.#holes += 1
    // The first is repaired at once; one after the other is a fault that more haste would only feed.
    if (this.#holes === 1) this.#ask()
    else this.#askAfter(redialDelay(this.#holes, this.#parts.random()))
  }

  #ask(): void {
    if (this.#send === undefined || this.#state.phase !== 'idle') return
    this.#asked += 1
    const id = `${this.#parts.name}.${this.#asked}`
    const from = positions(this.#state)
    this.#state = asked(this.#state, id)
    const resume = Object.keys(from).length > 0 ? { from } : {}
    this.#send({ type: 'subscribe', id, ...this.#parts.request, ...resume })
  }

  #askAfter(ms: number): void {
    const jittered = ms * (1 + this.#parts.random() / 2)
    this.#parts.clock.sleep(jittered, this.#over.signal).then(
      () => this.#ask(),
      () => undefined, // the subscription ended first
    )
  }

  #replay(): LiveEvent[] {
    if (this.#state.phase === 'over') return []
    const known = [...this.#state.members.values()].flatMap((member): LiveEvent[] => {
      const { topic, shape, status } = member
      const items = this.#copies.get(topicKey(topic))?.items ?? new Map()
      const reads = [...items.values()].map((item): CopyChange => ({ type: 'read', item }))
      const joined: LiveEvent = { type: 'joined', topic, shape, status }
      const synced: LiveEvent = { type: 'synced', topic, resumed: true }
      const told = [...changed(topic, reads), ...this.#countsOf(topic)]
      return [joined, ...told, ...(member.chain.phase === 'live' ? [synced] : [])]
    })
    return this.#state.phase === 'joined' ? [...known, { type: 'answered' }] : known
  }

  #reportStatus({ topic, status }: Pick<Member, 'topic' | 'status'>): void {
    this.#parts.report.status({ topic: topicKey(topic), ...status }, this.#parts.clock.now())
  }

  #note(text: string): void {
    this.#parts.report.remark(this.#parts.clock.now(), text)
  }

  #tell(events: readonly LiveEvent[]): void {
    for (const reader of this.#readers) reader.push(events)
  }

  #finish(): void {
    this.#state = { phase: 'over' }
    this.#over.abort()
    for (const reader of this.#readers) reader.close()
    this.#readers.clear()
  }
}

function changed(topic: Topic, changes: readonly CopyChange[]): LiveEvent[] {
  return changes.length === 0 ? [] : [{ type: 'changed', topic, changes }]
}

/** For a refusal that names no time of its own. */
const REFUSED_PAUSE_MS = 3_000
