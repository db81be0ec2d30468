import type { DownFrame, UpFrame } from '@argus/contracts/agent-frame'

import type { Clock } from '../clock.ts'
import type { Outgoing, Message } from '../topics/outgoing.ts'
import type { Topics } from '../topics/topics.ts'
import { Packer } from './packer.ts'
import { inTimeOf } from './time-shift.ts'
import { afterHeard, afterSent, FIRST_WINDOW, isOpen } from './window.ts'

/** What else there is to say, beside the Topics; asked for in order, before them. */
interface Desk {
  next(): UpFrame | undefined
  /** Answers a question of the watcher; what it answers comes by `next`. */
  ask(order: Extract<DownFrame, { type: 'ask' }>): void
  keyKept(key: string): void
}

export interface LineOptions {
  readonly topics: Topics
  readonly desk: Desk
  /** By how much the watcher's clock is ahead, in milliseconds. */
  readonly aheadMs: number
  readonly clock: Clock
  /** Hands a packed message to the socket. */
  readonly send: (packed: Buffer) => void
  readonly onSent: (sizes: { readonly bytes: number; readonly packed: number }) => void
}

/**
 * One line to the watcher, from its welcome to its end: takes the watcher's orders, and says what there is to say as fast
 * as the line carries it, small and urgent things first, Topics in turn.
 */
export class Line implements Disposable {
  readonly #options: LineOptions
  readonly #packer = new Packer()
  readonly #sending = new Map<number, Outgoing>()
  /** Messages that the watcher has not heard yet, in order. */
  readonly #underWay: { readonly bytes: number; readonly sentAt: number }[] = []
  #window = FIRST_WINDOW
  #waiting = Promise.withResolvers<void>()
  #ended = false

  constructor(options: LineOptions) {
    this.#options = options
  }

  /** There may be something to say. */
  readonly wake = (): void => this.#waiting.resolve()

  take(frame: DownFrame): void {
    const { topics, desk } = this.#options
    switch (frame.type) {
      case 'follow': {
        this.#sending.get(frame.topic)?.[Symbol.dispose]()
        const sending = topics.send(frame, { have: frame.have, wake: this.wake })
        this.#sending.set(frame.topic, sending)
        break
      }
      case 'unfollow':
        this.#sending.get(frame.topic)?.[Symbol.dispose]()
        this.#sending.delete(frame.topic)
        break
      case 'want':
        this.#sending.get(frame.topic)?.want(frame.keys)
        break
      case 'taken':
        this.#sending.get(frame.topic)?.taken()
        break
      case 'heard':
        this.#heard(frame.messages)
        break
      case 'ask':
        desk.ask(frame)
        break
      case 'key_kept':
        desk.keyKept(frame.key)
        break
      case 'challenge':
      case 'welcome':
      case 'refused':
        break // Only before a line is one.
    }
    this.wake()
  }

  /** Says what there is to say until it is disposed of. */
  async run(): Promise<void> {
    using _packer = this.#packer
    while (!this.#ended) {
      const message = isOpen(this.#window) ? this.#next() : undefined
      if (message === undefined) {
        await this.#waiting.promise
        this.#waiting = Promise.withResolvers()
        continue
      }
      await this.#say(message)
    }
  }

  [Symbol.dispose](): void {
    this.#ended = true
    for (const sending of this.#sending.values()) sending[Symbol.dispose]()
    this.#sending.clear()
    this.wake()
  }

  #next(): Message | undefined {
    const urgent = this.#options.desk.next()
    if (urgent !== undefined) return { frame: urgent, objects: [] }
    for (const [topic, sending] of this.#sending) {
      const message = sending.next()
      if (message === undefined) continue
      // Whoever spoke comes last the next time.
      this.#sending.delete(topic)
      this.#sending.set(topic, sending)
      return message
    }
    return undefined
  }

  async #say({ frame, objects }: Message): Promise<void> {
    const { clock, aheadMs, send, onSent } = this.#options
    const head = Buffer.from(`${JSON.stringify(inTimeOf(frame, aheadMs))}\n`)
    const packed = await this.#packer.pack([head, ...objects])
    if (this.#ended) return
    const bytes = objects.reduce((sum, object) => sum + object.length, head.length)
    this.#underWay.push({ bytes: packed.length, sentAt: clock.now() })
    this.#window = afterSent(this.#window, packed.length)
    onSent({ bytes, packed: packed.length })
    send(packed)
  }

  #heard(messages: number): void {
    const now = this.#options.clock.now()
    for (const { bytes, sentAt } of this.#underWay.splice(0, messages))
      this.#window = afterHeard(this.#window, { bytes, tookMs: now - sentAt })
  }
}
