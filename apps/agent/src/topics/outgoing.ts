import type { UpFrame, UplinkChange, UplinkHave } from '@argus/contracts/agent-frame'
import type { Position } from '@argus/contracts/position'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { CopyReader, TopicCopy } from './copy.ts'

/** A frame, and the objects that follow it. */
export interface Message {
  readonly frame: UpFrame
  readonly objects: readonly Buffer[]
}

/** Of one Topic so much is on its way at once: who reads slowly holds back that Topic and no other. */
const AHEAD = 6
const BATCH = 64
/** On a slow line nothing urgent waits longer than for one of them. */
const BATCH_BYTES = 48 * 1024
const PAGE = 400

/**
 * `listing`: the copy is not whole, and what the watcher has cannot be judged by it. `comparing`: page by page, what there
 * is; `left` are those not told yet, `asked` how many pages are unanswered, `wanted` what was asked for and not sent.
 * `sending`: what changes.
 */
type Stage =
  | { readonly type: 'listing' }
  | {
      readonly type: 'comparing'
      readonly left: string[]
      asked: number
      readonly wanted: Set<string>
    }
  | { readonly type: 'sending' }

export interface OutgoingOptions {
  readonly have: UplinkHave
  /** Called whenever there may be something to say. */
  readonly wake: () => void
  readonly onEnd: () => void
}

/**
 * What one Topic still has to say on one line. Nothing is queued but Keys: however long the line is slow, each is sent
 * once, as it is then, and a status not before the changes that it speaks of.
 */
export class Outgoing implements CopyReader, Disposable {
  readonly #topic: number
  readonly #copy: TopicCopy
  readonly #wake: () => void
  readonly #onEnd: () => void
  readonly #reading: Disposable
  /** Keys to send, in order, each with the first seq that was not sent of it. */
  readonly #pending = new Map<string, number>()
  #stage: Stage
  #unanswered = 0
  #lists = 0
  #status: TopicStatus | undefined
  /** Before these may be told, what changed up to there must be sent; `undefined`: they were told. */
  #statusAfter: number | undefined
  #syncedAfter: number | undefined

  constructor(topic: number, copy: TopicCopy, { have, wake, onEnd }: OutgoingOptions) {
    this.#topic = topic
    this.#copy = copy
    this.#wake = wake
    this.#onEnd = onEnd
    this.#stage = this.#firstStage(have)
    this.#noteStatus()
    this.#noteLists()
    this.#reading = copy.read(this)
  }

  changed(key: string): void {
    if (!this.#pending.has(key)) this.#pending.set(key, this.#copy.seq)
    this.#wake()
  }

  marked(): void {
    this.#noteStatus()
    this.#noteLists()
    if (this.#stage.type === 'listing' && this.#isWhole()) this.#stage = this.#compare()
    this.#wake()
  }

  /** The watcher has taken one in. */
  taken(): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1)
    this.#wake()
  }

  /** The watcher has looked at a page, and has these not. */
  want(keys: readonly string[]): void {
    const stage = this.#stage
    if (stage.type !== 'comparing') return
    stage.asked = Math.max(0, stage.asked - 1)
    for (const key of keys) {
      if (this.#copy.entry(key) === undefined) continue
      stage.wanted.add(key)
      if (!this.#pending.has(key)) this.#pending.set(key, this.#copy.seq)
    }
    this.#wake()
  }

  /** What to say next; `undefined`: nothing, or not before the watcher has answered. */
  next(): Message | undefined {
    const page = this.#page()
    if (page !== undefined || this.#unanswered >= AHEAD) return page
    const message = this.#changes() ?? this.#marks()
    if (message !== undefined) this.#unanswered += 1
    return message
  }

  [Symbol.dispose](): void {
    this.#reading[Symbol.dispose]()
    this.#onEnd()
  }

  /** Each is told once: what it says of the time before a list is not said again after it. */
  #noteStatus(): void {
    if (this.#copy.status === this.#status) return
    this.#status = this.#copy.status
    this.#statusAfter = this.#copy.seq
  }

  #noteLists(): void {
    if (this.#copy.lists === this.#lists) return
    this.#lists = this.#copy.lists
    this.#syncedAfter = this.#copy.seq
  }

  #firstStage(have: UplinkHave): Stage {
    if (have === 'nothing') return this.#sendSince(0)
    const { epoch, floor } = this.#copy
    if (have !== 'copy' && have.epoch === epoch && have.seq >= floor)
      return this.#sendSince(have.seq)
    return this.#isWhole() ? this.#compare() : { type: 'listing' }
  }

  /** Whether what is not in the copy is not there: it was listed, or the resource is not served and has no objects. */
  #isWhole(): boolean {
    const { lists, status } = this.#copy
    return lists > 0 || status?.state === 'absent'
  }

  #sendSince(seq: number): Stage {
    for (const [key, changed] of this.#copy.since(seq)) this.#pending.set(key, changed)
    return { type: 'sending' }
  }

  #compare(): Stage {
    return { type: 'comparing', left: [...this.#copy.keys()], asked: 0, wanted: new Set() }
  }

  #page(): Message | undefined {
    const stage = this.#stage
    if (stage.type !== 'comparing' || stage.left.length === 0 || stage.asked >= AHEAD)
      return undefined
    const entries = stage.left.splice(-PAGE).flatMap((key): [string, string][] => {
      const entry = this.#copy.entry(key)
      if (entry === undefined) return []
      return [[key, entry.type === 'object' ? entry.hash : '']]
    })
    stage.asked += 1
    return { frame: { type: 'index', topic: this.#topic, entries }, objects: [] }
  }

  #changes(): Message | undefined {
    if (this.#pending.size === 0) return undefined
    const changes: UplinkChange[] = []
    const objects: Buffer[] = []
    let bytes = 0
    for (const key of this.#pending.keys()) {
      const entry = this.#copy.entry(key)
      const size = entry?.type === 'object' ? entry.object.length : 0
      if (changes.length >= BATCH || (changes.length > 0 && bytes + size > BATCH_BYTES)) break
      bytes += size
      this.#pending.delete(key)
      if (this.#stage.type === 'comparing') this.#stage.wanted.delete(key)
      if (entry === undefined) {
        const time = this.#copy.goneAt(key)
        changes.push({ type: 'gone', key, ...(time !== undefined && { time }) })
      } else if (entry.type === 'withheld') {
        changes.push({ type: 'withheld', key, reason: entry.reason })
      } else {
        const { changed, time } = entry
        changes.push({ type: 'object', key, bytes: size, changed, time })
        objects.push(entry.object)
      }
    }
    const frame = { type: 'changes', topic: this.#topic, changes } as const
    const at = this.#stage.type === 'sending' ? { at: this.#position() } : {}
    return { frame: { ...frame, ...at }, objects }
  }

  #marks(): Message | undefined {
    const topic = this.#topic
    const stage = this.#stage
    if (stage.type === 'comparing') {
      const over = stage.left.length === 0 && stage.asked === 0 && stage.wanted.size === 0
      if (over) {
        this.#stage = { type: 'sending' }
        return this.#message({ type: 'compared', topic, at: this.#position() })
      }
    }
    const { status, lists } = this.#copy
    // Before the copies are alike, nothing is in step.
    const held = stage.type !== 'sending'
    if (!held && this.#isSent(this.#syncedAfter)) {
      this.#syncedAfter = undefined
      return this.#message({ type: 'synced', topic, lists })
    }
    if (status === undefined || !this.#isSent(this.#statusAfter)) return undefined
    if (held && status.state === 'live') return undefined
    this.#statusAfter = undefined
    return this.#message({ type: 'status', topic, status })
  }

  #message(frame: UpFrame): Message {
    return { frame, objects: [] }
  }

  #isSent(after: number | undefined): boolean {
    if (after === undefined) return false
    const [first] = this.#pending
    return first === undefined || first[1] > after
  }

  /** All up to there has been sent. */
  #position(): Position {
    const [first] = this.#pending
    const { epoch, seq } = this.#copy
    return { epoch, seq: first === undefined ? seq : first[1] - 1 }
  }
}
