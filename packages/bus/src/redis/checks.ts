import type { Position } from '@argus/contracts/position'
import type { Topic } from '@argus/contracts/topic'

import { BusError, UnreadableError } from '../bus-error.ts'
import type { Clock } from '../clock.ts'
import type { Glanced } from '../standing.ts'
import { ANSWER_MS, CHECK_MS } from '../timing.ts'
import { catalogKey, topicKeys } from '../topic-keys.ts'
import type { TopicReads } from './reads.ts'
import type { Subscriptions } from './subscriptions.ts'

/** One that follows a Topic, and is told how it stands. */
export interface Checked {
  readonly topic: Topic
  /** The Position of its copy now. */
  position(): Position | undefined
  checked(found: Glanced, asked: Position | undefined): void
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
  readonly subscriber: Subscriptions
  readonly prefix: string
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
    const { reads, subscriber, prefix } = this.#parts
    const topics = [...this.#topics].map((follower) => ({ follower, asked: follower.position() }))
    const catalogs = [...this.#catalogs].map((follower) => ({
      follower,
      asked: follower.revision(),
    }))
    // What has not come in time stays out: one race for all, not one for each of a thousand.
    const found: (Glanced | 'unreadable' | 'down' | undefined)[] = []
    const glances = topics.map(async ({ follower }, i) => {
      found[i] = await reads.glance(follower.topic).catch(failed)
    })
    const [revision] = await Promise.all([
      inTime(reads.catalogRevision()),
      inTime(Promise.all(glances)),
    ])
    // Told before anything else is waited for, which may take as long again.
    const answered = topics.flatMap(({ follower, asked }, i) => {
      const glanced = found[i] ?? 'down'
      if (typeof glanced === 'object') return [{ follower, asked, glanced }]
      follower[glanced]()
      return []
    })
    const silent = answered.length === 0 && revision === 'down'
    const reached = silent ? 'down' : await inTime(subscriber.barriers())
    const heard = (channel: string) => typeof reached === 'function' && reached(channel)
    for (const { follower, asked, glanced } of answered) {
      if (heard(topicKeys(prefix, follower.topic).channel)) follower.checked(glanced, asked)
      else follower.down()
    }
    for (const { follower, asked } of catalogs) {
      if (revision === 'down' || !heard(catalogKey(prefix))) follower.down()
      else follower.checked(revision, asked)
    }
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

/** What was asked for; `down` where that is too long in coming: real time, whatever clock the checks go by. */
async function inTime<T>(asking: Promise<T>): Promise<T | 'unreadable' | 'down'> {
  const { promise: late, resolve } = Promise.withResolvers<'down'>()
  const timer = setTimeout(() => resolve('down'), ANSWER_MS)
  try {
    return await Promise.race([asking, late])
  } catch (error) {
    return failed(error)
  } finally {
    clearTimeout(timer)
  }
}

/** One Topic, or one node of a cluster, that cannot be read says nothing about the others. */
function failed(error: unknown): 'unreadable' | 'down' {
  if (error instanceof UnreadableError) return 'unreadable'
  // Why is known to the connection, which tells it; here it only matters that there was no answer.
  if (error instanceof BusError) return 'down'
  throw error
}
