import type { Principal } from '@argus/contracts/grant'
import type { Announcement } from '@argus/contracts/notice'

import type { AuthorityEvent, Freshness } from './authority/event.ts'
import { eventQueue, type EventQueue } from './authority/event-queue.ts'
import { internalClient } from './authority/internal-client.ts'
import { principalReader } from './authority/principal-reader.ts'
import { freshnessAt, untilChange } from './freshness.ts'
import type { KeySet } from './key-set.ts'
import { follow, hasHole, type NoticeInput, type NoticePosition } from './notice-position.ts'

export type { AuthorityEvent, Freshness } from './authority/event.ts'
export { AuthorityUnreachableError } from './authority/internal-client.ts'

/** What auth says of Sessions and grants, followed by bus and by poll; for services that serve Sessions. */
export interface Authority extends AsyncDisposable {
  /** What may be trusted now; `closed` until the first successful poll. */
  readonly freshness: Freshness
  /**
   * Who a Session is and what it may do, read from auth now (calls of one moment travel together). `undefined`: not
   * active, for whatever reason. Throws an AuthorityUnreachableError where auth cannot say; that is never a yes.
   *
   * A Notice about this Session or user that arrives while the answer travels makes it read again. A caller that
   * registers what it admits in the turn in which the promise resolves, awaiting nothing else, misses no event.
   */
  principal(sessionId: string, signal?: AbortSignal): Promise<Principal | undefined>
  /**
   * The freshness now, then every event from the call on, until the signal aborts. The subscription begins with the
   * call, not with the first `next()`; each caller gets all of them. One that falls a thousand behind gets a reset.
   */
  events(signal: AbortSignal): AsyncIterable<AuthorityEvent>
}

/** What the bus carries from auth, and whether it is connected. `followNotices` of `@argus/bus/notices` fits. */
export type NoticeSignal = Announcement | { readonly type: 'bus'; readonly up: boolean }

export interface AuthorityOptions {
  /** Base address of auth's internal port, such as `http://127.0.0.1:9080`. */
  readonly authUrl: string
  /** The credential that auth's internal port expects; never logged. */
  readonly serviceToken: string
  /** Announcements until the signal aborts. */
  readonly announcements: (signal: AbortSignal) => AsyncIterable<NoticeSignal>
  /** Only differences are used, so a monotonic one (`performance.now`): set back, wall time would pass for freshness. */
  readonly clock: Clock
  readonly logger: AuthorityLogger
  /** Told that auth's keys changed, before any reader of the events is. */
  readonly keys?: Pick<KeySet, 'changed'>
}

export interface Clock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface AuthorityLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** How often auth is asked for Notices: usually, and while the bus is away, a hole is open or auth did not answer. */
const POLL_MS = 5_000
const ANXIOUS_POLL_MS = 2_000

/** Begins to follow auth at once and by itself; never waits for it. Disposing it stops. */
export function openAuthority(options: AuthorityOptions): Authority {
  const { clock, logger, keys } = options
  const stop = new AbortController()
  const client = internalClient(options.authUrl, options.serviceToken)
  const reader = principalReader(client, stop.signal)
  const queues = new Set<EventQueue>()
  const pokes = new Poke()
  let position: NoticePosition = { phase: 'unknown' }
  let heardAt: number | undefined
  let busUp = false
  let answered = true
  let told: Freshness = 'closed'

  const now = (): Freshness => freshnessAt({ heardAt, hole: hasHole(position) }, clock.now())
  const tell = (event: AuthorityEvent): void => {
    for (const queue of queues) queue.push(event)
  }
  /**
   * Whoever asks and whoever follows must hear the same: a process that stood still is stale before any timer of its own
   * has said so, and a follower that was not told of it would not be told that it is over.
   */
  const tellFreshness = (): void => {
    const freshness = now()
    if (freshness === told) return
    told = freshness
    if (freshness === 'fresh') logger.info({ freshness }, 'auth is heard again')
    else logger.warn({ freshness }, 'auth is not heard')
    tell({ type: 'freshness', freshness })
  }
  const readAgain = (): void => {
    keys?.changed([])
    reader.missed()
    tell({ type: 'reset' })
  }
  const take = (input: NoticeInput, at: number): void => {
    const step = follow(position, input)
    position = step.position
    if (step.reset) readAgain()
    for (const { what, ...numbered } of step.deliver) {
      if (what.type === 'unknown') {
        logger.warn({ seq: numbered.seq }, 'auth told something that this version does not know')
        readAgain()
        continue
      }
      const notice = { ...numbered, what }
      if (what.type === 'keys_changed') keys?.changed(what.revoked)
      reader.noticed(notice)
      tell({ type: 'notice', notice })
    }
    if (step.heard) heardAt = Math.max(heardAt ?? at, at)
    if (step.poll) pokes.poke()
    tellFreshness()
  }

  const listen = async (): Promise<void> => {
    try {
      for await (const signal of options.announcements(stop.signal)) {
        if (signal.type !== 'bus') take(signal, clock.now())
        else if (signal.up !== busUp) {
          busUp = signal.up
          pokes.poke() // What it did not carry while it was away, and the pace from here on.
        }
      }
    } catch (error) {
      if (!stop.signal.aborted) logger.warn({ err: error }, 'announcements ended')
    }
    busUp = false
  }
  const poll = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const at = clock.now()
      const from = position
      try {
        const after = from.phase === 'unknown' ? undefined : from.at
        const answer = await client.notices(after, stop.signal)
        answered = true
        take({ type: 'polled', asked: from, answer }, at)
      } catch (error) {
        if (stop.signal.aborted) return
        if (answered) logger.warn({ err: error }, 'notices could not be read')
        answered = false
      }
      const calm = busUp && answered && !hasHole(position)
      await pokes.orPoked(stop.signal, (signal) =>
        clock.sleep(calm ? POLL_MS : ANXIOUS_POLL_MS, signal),
      )
    }
  }
  const watchSilence = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const ms = untilChange({ heardAt, hole: false }, clock.now()) ?? POLL_MS
      await clock.sleep(ms, stop.signal)
      tellFreshness()
    }
  }
  const running = Promise.allSettled([listen(), poll(), watchSilence()])

  return {
    get freshness() {
      tellFreshness()
      return told
    },
    principal: (sessionId, signal) => reader.read(sessionId, signal),
    events(signal) {
      const queue = eventQueue(AbortSignal.any([signal, stop.signal]), () => [
        { type: 'freshness', freshness: told },
        { type: 'reset' },
      ])
      tellFreshness()
      queue.push({ type: 'freshness', freshness: told })
      queues.add(queue)
      signal.addEventListener('abort', () => queues.delete(queue), { once: true })
      return queue
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the authority was closed'))
      await running
    },
  }
}

/** A wait that can be cut short; a poke while nobody waits cuts the next one. */
class Poke {
  #poked = new AbortController()

  poke(): void {
    this.#poked.abort()
  }

  /** Resolves when the wait is over or was cut short; rejects when `signal` aborts. */
  async orPoked(signal: AbortSignal, wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const poked = this.#poked.signal
    try {
      await wait(AbortSignal.any([signal, poked]))
    } catch (error) {
      if (signal.aborted || !poked.aborted) throw error
    } finally {
      this.#poked = new AbortController()
    }
  }
}
