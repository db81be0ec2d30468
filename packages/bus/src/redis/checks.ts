import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'

import { BusError, UnreadableError } from '../bus-error.ts'
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
  /** The revision that it knows now. */
  revision(): string | undefined
  checked(revision: string | undefined, asked: string | undefined): void
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
  readonly #running: Promise<void>
  #wait = new AbortController()
  #over = false

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
    this.#wait.abort()
  }

  /** Ends the checks; the connections are closed first, so that nothing is waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true
    this.#wait.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      await this.#pause()
      if (!this.#over) await this.#check()
    }
  }

  async #check(): Promise<void> {
    const topics = [...this.#topics].map((follower) => ({ follower, asked: follower.position() }))
    const catalogs = [...this.#catalogs].map((follower) => ({
      follower,
      asked: follower.revision(),
    }))
    try {
      const asking = this.#ask(topics.map(({ follower }) => follower.topic))
      const [standings, revision] = await inTime(asking)
      for (const [i, { follower, asked }] of topics.entries()) {
        const standing = standings[i]
        if (standing === undefined) follower.unreadable()
        else follower.checked(standing, asked)
      }
      for (const { follower, asked } of catalogs) follower.checked(revision, asked)
    } catch (error) {
      // Why is known to the connection, which tells it; here it only matters that there was no answer.
      if (!(error instanceof BusError)) throw error
      for (const follower of [...this.#topics, ...this.#catalogs]) follower.down()
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

  /** Waits for `CHECK_MS`, or until there is a reason to check before. */
  async #pause(): Promise<void> {
    try {
      await this.#parts.clock.sleep(CHECK_MS, this.#wait.signal)
    } catch {
      this.#wait = new AbortController() // Woken before its time.
    }
  }
}

/** Rejects when an answer is too long in coming: real time, whatever clock the checks go by. */
async function inTime<T>(asking: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new BusError('answer a check', 'no answer in time')),
    CHECK_MS,
  )
  try {
    return await Promise.race([asking, late])
  } finally {
    clearTimeout(timer)
  }
}

type Standings = readonly (Standing | undefined)[]

/** One Topic that cannot be read says nothing about the others. */
function unreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableError)) throw error
}
