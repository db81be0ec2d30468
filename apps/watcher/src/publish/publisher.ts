import type { Change, Lease, TopicLogWriter, WriteResult } from '@argus/bus/publish'
import type { Position } from '@argus/contracts/position'

import type { Clock } from '../clock.ts'

/** The topic log refused a write: this writer no longer holds the Lease, or the Topic is not where it left it. */
export class WriteRefusedError extends Error {
  override readonly name = 'WriteRefusedError'
  readonly why: 'lease' | 'position'

  constructor(why: 'lease' | 'position') {
    super(`the topic log refused a write: its ${why} is not the writer's`)
    this.why = why
  }
}

/** What a publisher tells of its work; counted by the caller. Times in milliseconds. */
export interface PublishedBatch {
  readonly changes: number
  /** Of the objects in it. */
  readonly bytes: number
  /** From the call of the script to its answer. */
  readonly latency: number
  /** From the API server to the topic log, of the newest change. */
  readonly lag: number
}

export interface PublisherOptions {
  readonly log: TopicLogWriter
  readonly lease: Lease
  /** Where the Topic stands. */
  readonly from: Position
  readonly clock: Clock
  readonly onPublished: (batch: PublishedBatch) => void
  /** Called once, with the first failure; nothing is sent after it. */
  readonly onFailed: (error: unknown) => void
}

/** What follows a batch waits at most this long, or for this many others; what comes after a pause is never held. */
const WINDOW_MS = 5
const BATCH = 64
/** Far below what the topic log writes in one script, unless one object alone is larger. */
const BATCH_BYTES = 1024 * 1024
/** Batches on their way at once: enough to fill the wire, few enough to be remembered. */
const IN_FLIGHT = 16

/**
 * Publishes changes of one Topic in micro-batches, in order, several on their way at once: each names the position at
 * which the one before will leave the Topic, so that after a refusal nothing later can be written either.
 */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #underWay = new Set<Promise<void>>()
  #waiting: Change[] = []
  #bytes = 0
  #newest = 0
  #lag = 0
  #window: AbortController | undefined
  #sentAt = Number.NEGATIVE_INFINITY
  #confirmed: Position
  #head: Position
  #failure: { readonly error: unknown } | undefined
  /** Whoever waits for the topic log now, to be told of a failure: nobody goes on waiting for one that hangs. */
  readonly #waiters = new Set<(reason: unknown) => void>()

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#confirmed = options.from
    this.#head = options.from
  }

  /** What the topic log has confirmed. */
  get confirmed(): Position {
    return this.#confirmed
  }

  /** Where the Topic stands when all that was sent is written. */
  get head(): Position {
    return this.#head
  }

  /** From the API server to the topic log, of the newest change written; in milliseconds. */
  get lag(): number {
    return this.#lag
  }

  /**
   * Takes changes, the newest of them from `time`. Resolves when there is room for more, which holds the source back
   * while the topic log is slow. Rejects after a failure.
   */
  async publish(changes: readonly Change[], time: number): Promise<void> {
    this.#assertSound()
    if (changes.length === 0) return
    this.#newest = time
    for (const change of changes) {
      if (this.#isFull(change)) {
        this.#send()
        while (this.#underWay.size >= IN_FLIGHT) {
          await this.#orFailed(Promise.race(this.#underWay))
        }
        this.#assertSound()
      }
      this.#waiting.push(change)
      this.#bytes += sizeOf(change)
    }
    this.#openWindow()
  }

  /** Sends what waits, and resolves when everything is written. Rejects after a failure. */
  async flush(): Promise<void> {
    this.#closeWindow()
    this.#send()
    while (this.#underWay.size > 0) await this.#orFailed(Promise.all(this.#underWay))
    this.#assertSound()
  }

  /** Writes something that is no change of objects, after all that was published before it. */
  async after(write: () => Promise<WriteResult>): Promise<void> {
    await this.flush()
    const result = await this.#orFailed(write())
    if (result.type === 'refused') this.#fail(new WriteRefusedError(result.why))
    this.#assertSound()
  }

  /** Ends it: what is not yet sent is dropped (whoever is next works out the difference), and whoever waits is told why. */
  stop(reason: unknown): void {
    this.#closeWindow()
    this.#waiting = []
    this.#failure ??= { error: reason }
    for (const tell of this.#waiters) tell(reason)
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  #isFull(next: Change): boolean {
    if (this.#waiting.length === 0) return false
    return this.#waiting.length >= BATCH || this.#bytes + sizeOf(next) > BATCH_BYTES
  }

  #send(): void {
    const changes = this.#waiting
    if (changes.length === 0 || this.#failure !== undefined) return
    this.#waiting = []
    this.#bytes = 0
    this.#closeWindow()
    this.#sentAt = this.#options.clock.now()
    const expected = this.#head
    this.#head = { epoch: expected.epoch, seq: expected.seq + changes.length }
    const writing = this.#write(expected, changes, this.#newest)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#underWay.delete(writing))
    this.#underWay.add(writing)
  }

  async #write(expected: Position, changes: readonly Change[], time: number): Promise<void> {
    const { log, lease, clock, onPublished } = this.#options
    const sentAt = clock.now()
    const result = await log.publish(lease, expected, { time, changes })
    if (result.type === 'refused') throw new WriteRefusedError(result.why)
    // An answer that is not the number foretold means that something else was written: the same as a refusal.
    if (result.position.seq !== expected.seq + changes.length) {
      throw new WriteRefusedError('position')
    }
    this.#confirmed = result.position
    const now = clock.now()
    this.#lag = Math.max(now - time, 0)
    const bytes = changes.reduce((sum, change) => sum + sizeOf(change), 0)
    onPublished({ changes: changes.length, bytes, latency: now - sentAt, lag: this.#lag })
  }

  #openWindow(): void {
    if (this.#window !== undefined) return
    const { clock } = this.#options
    const left = this.#sentAt + WINDOW_MS - clock.now()
    if (left <= 0) return this.#send()
    const window = new AbortController()
    this.#window = window
    clock.sleep(Math.min(left, WINDOW_MS), window.signal).then(
      () => {
        this.#window = undefined
        this.#send()
      },
      () => undefined, // Closed before its time: somebody sent what waited.
    )
  }

  #closeWindow(): void {
    this.#window?.abort()
    this.#window = undefined
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.stop(error)
    this.#options.onFailed(error)
  }

  /** Not a race with one promise for all: it would hold on to everybody who ever waited. */
  async #orFailed<T>(waiting: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    waiting.then(resolve, reject)
    this.#waiters.add(reject)
    try {
      return await promise
    } finally {
      this.#waiters.delete(reject)
    }
  }

  #assertSound(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}

function sizeOf(change: Change): number {
  return change.type === 'upsert' ? change.object.length : 0
}
