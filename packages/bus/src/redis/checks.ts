import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'

import { UnreadableError } from '../bus-error.ts'
import type { Clock } from '../clock.ts'
import type { Standing } from '../standing.ts'
import { CHECK_MS } from '../timing.ts'
import type { TopicReads } from './reads.ts'
import type { Subscriber } from './subscriber.ts'

/** One that follows a Topic, and is told how it stands. */
export interface Checked {
  readonly topic: Topic
  /** The Position of its copy now. */
  position(): Position | undefined
  checked(standing: Standing, asked: Position | undefined): void
  /** Something is stored that this version cannot read. */
  unreadable(): void
  down(): void
}

/** One that follows the directory. */
export interface CatalogChecked {
  revision(revision: string | undefined): void
  down(): void
}

export interface ChecksParts {
  readonly reads: TopicReads
  readonly subscriber: Subscriber
  readonly clock: Clock
}

/**
 * Every `CHECK_MS` one question for all that is followed, in one pipeline, and one barrier: what had been announced
 * before the answer has been handed on when the answer is. It also finds connections that are only half open.
 */
export class Checks implements AsyncDisposable {
  readonly #parts: ChecksParts
  readonly #topics = new Set<Checked>()
  readonly #catalogs = new Set<CatalogChecked>()
  readonly #over = new AbortController()
  readonly #running: Promise<void>
  #early = Promise.withResolvers<void>()

  constructor(parts: ChecksParts) {
    this.#parts = parts
    this.#running = this.#run()
  }

  joinTopic(follower: Checked): Disposable {
    this.#topics.add(follower)
    return { [Symbol.dispose]: () => void this.#topics.delete(follower) }
  }

  joinCatalog(follower: CatalogChecked): Disposable {
    this.#catalogs.add(follower)
    return { [Symbol.dispose]: () => void this.#catalogs.delete(follower) }
  }

  /** Checks now: a connection is back. */
  soon(): void {
    this.#early.resolve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#over
    while (!signal.aborted) {
      this.#early = Promise.withResolvers()
      const waited = new AbortController()
      const turn = AbortSignal.any([signal, waited.signal])
      await Promise.race([this.#early.promise, this.#pause(turn)])
      waited.abort()
      if (!signal.aborted) await this.#check(signal)
    }
  }

  async #check(signal: AbortSignal): Promise<void> {
    const topics = [...this.#topics].map((follower) => ({ follower, asked: follower.position() }))
    const answered = new AbortController()
    const limit = AbortSignal.any([signal, answered.signal])
    try {
      const late = this.#pause(limit).then((): never => {
        throw new Error('no answer in time')
      })
      const asking = this.#ask(topics.map(({ follower }) => follower.topic))
      const [standings, revision] = await Promise.race([asking, late])
      for (const [i, { follower, asked }] of topics.entries()) {
        const standing = standings[i]
        if (standing === undefined) follower.unreadable()
        else follower.checked(standing, asked)
      }
      for (const follower of this.#catalogs) follower.revision(revision)
    } catch {
      // Why is known to the connection, which tells it; here it only matters that there was no answer.
      for (const follower of [...this.#topics, ...this.#catalogs]) follower.down()
    } finally {
      answered.abort()
    }
  }

  async #ask(topics: readonly Topic[]): Promise<readonly [Standings, string | undefined]> {
    const { reads, subscriber } = this.#parts
    const answer = await Promise.all([
      Promise.all(topics.map((topic) => reads.standing(topic).catch(unreadable))),
      reads.catalogRevision(),
    ])
    await subscriber.barrier()
    return answer
  }

  /** Waits for `CHECK_MS`, or until the signal aborts. */
  async #pause(signal: AbortSignal): Promise<void> {
    try {
      await this.#parts.clock.sleep(CHECK_MS, signal)
    } catch {
      // Woken before its time.
    }
  }
}

type Standings = readonly (Standing | undefined)[]

/** One Topic that cannot be read says nothing about the others. */
function unreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableError)) throw error
}
