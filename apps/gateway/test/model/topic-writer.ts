import type { Change, Lease, TopicLogWriter, WriteResult } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'
import { resourceKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { shapeOf } from '../rig/topic-hand.ts'

const LIVE: TopicStatus = { state: 'live', since: 1 }
const SYNCING: TopicStatus = { state: 'syncing', since: 1 }

export interface TopicWriterParts {
  readonly writer: TopicLogWriter
  /** A writer whose announcements Redis does not take: what it writes nobody hears of. */
  readonly mute: TopicLogWriter
  readonly namespaced: boolean
}

/** Writes one Topic as a watcher would, also where Redis lost a message or everything. */
export class TopicWriter implements AsyncDisposable {
  readonly topic: Topic
  readonly #parts: TopicWriterParts
  /** From the beginning on. */
  #renewing: NodeJS.Timeout | undefined
  #renewal: Promise<void> = Promise.resolve()
  #lease: Lease | undefined
  #position: Position | undefined

  constructor(topic: Topic, parts: TopicWriterParts) {
    this.topic = topic
    this.#parts = parts
  }

  /** Takes the Topic where nothing of it is stored, and publishes what there is. */
  async begin(changes: readonly Change[]): Promise<void> {
    const { writer, namespaced } = this.#parts
    await this.#inTurn(() => this.#claim())
    // A claim in vain is no end: who could not have the Lease this time may the next.
    this.#renewing ??= setInterval(() => {
      this.#inTurn(() => this.#claim()).catch(() => undefined) // Redis is away in some schedules: it is asked again
    }, 1_500)
    const lease = this.#lease
    if (lease === undefined) throw new Error(`${resourceKey(this.topic)} has another writer`)
    this.#take(await writer.startEpoch(lease, changes.length === 0 ? LIVE : SYNCING))
    this.#take(await writer.setShape(lease, shapeOf(namespaced)))
    if (changes.length === 0) return
    await this.write(changes)
    this.#take(await writer.setStatus(lease, LIVE))
  }

  async write(changes: readonly Change[]): Promise<void> {
    const { lease, position } = this.#held()
    this.#take(await this.#parts.writer.publish(lease, position, { time: Date.now(), changes }))
  }

  /** Writes, and the message of it is lost. */
  async writeUntold(changes: readonly Change[]): Promise<void> {
    const { lease, position } = this.#held()
    await this.#parts.mute.publish(lease, position, { time: Date.now(), changes }).then(
      () => Promise.reject(new Error('it was announced all the same')),
      () => undefined, // it was stored before the announcement failed, as is read now
    )
    const reached = await this.#parts.writer.renew(lease)
    if (reached?.seq !== position.seq + changes.length) throw new Error('nothing was written')
    this.#position = reached
  }

  async startEpoch(): Promise<void> {
    this.#take(await this.#parts.writer.startEpoch(this.#held().lease, LIVE))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#renewing)
    await this.#renewal
    const lease = this.#lease
    if (lease !== undefined) await this.#parts.writer.release(lease).catch(() => undefined)
  }

  /**
   * Renews the Lease, or takes it where it is lost: a machine may have stood still for longer than one lasts, and Redis
   * may have forgotten it.
   */
  async #claim(): Promise<void> {
    const { writer } = this.#parts
    const held = this.#lease
    if (held === undefined || (await writer.renew(held)) === undefined)
      this.#lease = await writer.acquire(this.topic, 'a test')
  }

  /** One claim at a time: of two, one would find the Lease taken by the other. */
  #inTurn(claim: () => Promise<void>): Promise<void> {
    const claimed = this.#renewal.then(claim)
    this.#renewal = claimed.catch(() => undefined)
    return claimed
  }

  #held(): { lease: Lease; position: Position } {
    if (this.#lease === undefined || this.#position === undefined) throw new Error('not begun')
    return { lease: this.#lease, position: this.#position }
  }

  #take(result: WriteResult): void {
    if (result.type === 'refused')
      throw new Error(`${resourceKey(this.topic)}: refused, ${result.why}`)
    this.#position = result.position
  }
}
