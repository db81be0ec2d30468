import { Refusal } from '@argus/contracts/refusal-code'

import { FULL_PACE, takeHandshake, type Pace } from '../admission/pace.ts'
import { Seats } from '../admission/seats.ts'
import { networkOf } from '../admission/turnstile.ts'
import { Rate } from './rate.ts'
import { letIn, type Reader, type ReaderParts } from './reader.ts'

export interface ReadersParts extends ReaderParts {
  /** Reads a second: of one user, of one address, and of this process. */
  readonly perSecond: {
    readonly user: number
    readonly address: number
    readonly process: number
  }
  readonly clock: { now(): number }
}

/** Someone who reads, until it is disposed: when the answer was taken, or nobody waits for it any more. */
export interface Visit extends Disposable {
  readonly reader: Reader
}

/** Says of each read who makes it, and whether there is room for it. */
export class Readers {
  readonly #parts: ReadersParts
  readonly #users: Rate
  readonly #addresses: Rate
  readonly #places = new Seats(AT_ONCE)
  #pace: Pace

  constructor(parts: ReadersParts) {
    this.#parts = parts
    const { perSecond, clock } = parts
    this.#users = new Rate({ perSecond: perSecond.user, clock })
    this.#addresses = new Rate({ perSecond: perSecond.address, clock })
    this.#pace = FULL_PACE(parts.clock.now())
  }

  /** Throws a Refusal for whoever is not let in, or reads too much. */
  async enter(token: string, ip: string): Promise<Visit> {
    this.#takeOfAddress(ip)
    this.#takeTurn()
    using entered = new DisposableStack()
    const reader = entered.use(await letIn(token, this.#parts))
    reader.ensure()
    const { userId } = reader.principal
    this.#takeOfUser(userId)
    const place = this.#places.take(userId)
    if (place === undefined) throw tooManyAtOnce()
    entered.use(place)
    const kept = entered.move()
    return { reader, [Symbol.dispose]: () => kept.dispose() }
  }

  /** First of all: one address that asks without end leaves the turns of this process to others. */
  #takeOfAddress(ip: string): void {
    const waitMs = this.#addresses.take(networkOf(ip))
    if (waitMs === 0) return
    const perSecond = this.#parts.perSecond.address
    const why = `From your address more than ${perSecond} reads a second are made. Ask less often, or ask an operator: behind a proxy that is not named in ARGUS_TRUSTED_PROXIES everybody has its address.`
    throw new Refusal('too_many', why, { retryAfterMs: waitMs })
  }

  /** Before anything is spent on it: to check a token costs as much as a handshake. */
  #takeTurn(): void {
    const { perSecond, clock } = this.#parts
    const turn = takeHandshake(this.#pace, { perSecond: perSecond.process, now: clock.now() })
    this.#pace = turn.pace
    if (turn.waitMs === 0) return
    throw new Refusal('unavailable', 'Too many read at once. Ask again in a moment.', {
      retryAfterMs: turn.waitMs,
    })
  }

  #takeOfUser(userId: string): void {
    const waitMs = this.#users.take(userId)
    if (waitMs === 0) return
    const perSecond = this.#parts.perSecond.user
    const why = `You read more than ${perSecond} times a second. Ask less often, or subscribe: changes then come by themselves.`
    throw new Refusal('too_many', why, { retryAfterMs: waitMs })
  }
}

const tooManyAtOnce = (): Refusal =>
  new Refusal('too_many', `You read ${AT_ONCE} things at once already. Wait for their answers.`, {
    retryAfterMs: 1_000,
  })

/** Reads of one user that wait, are made, or are on their way: each may hold a page of several megabytes. */
const AT_ONCE = 16
