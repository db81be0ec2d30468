import { Refusal } from '@argus/contracts/refusal-code'

import { FULL_PACE, takeHandshake, type Pace } from '../admission/pace.ts'
import { Seats } from '../admission/seats.ts'
import { isFull, takeRead, type Allowance } from './allowance.ts'
import { letIn, type Reader, type ReaderParts } from './reader.ts'

export interface ReadersParts extends ReaderParts {
  /** Reads a second, of one user and of this process. */
  readonly perSecond: { readonly user: number; readonly process: number }
  readonly clock: { now(): number }
}

/** Someone who reads, until it is disposed: when the answer was taken, or nobody waits for it any more. */
export interface Visit extends Disposable {
  readonly reader: Reader
}

/** Says of each read who makes it, and whether there is room for it. */
export class Readers {
  readonly #parts: ReadersParts
  readonly #allowances = new Map<string, Allowance>()
  readonly #places = new Seats(AT_ONCE)
  #pace: Pace

  constructor(parts: ReadersParts) {
    this.#parts = parts
    this.#pace = FULL_PACE(parts.clock.now())
  }

  /** Throws a Refusal for whoever is not let in, or reads too much. */
  async enter(token: string): Promise<Visit> {
    this.#takeTurn()
    using entered = new DisposableStack()
    const reader = entered.use(await letIn(token, this.#parts))
    reader.ensure()
    const { userId } = reader.principal
    this.#takeRead(userId)
    const place = this.#places.take(userId)
    if (place === undefined) throw tooManyAtOnce()
    entered.use(place)
    const kept = entered.move()
    return { reader, [Symbol.dispose]: () => kept.dispose() }
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

  #takeRead(userId: string): void {
    const now = this.#parts.clock.now()
    const perSecond = this.#parts.perSecond.user
    const { allowance, waitMs } = takeRead(this.#allowances.get(userId), { perSecond, now })
    if (this.#allowances.size >= REMEMBERED) this.#forgetFull(now)
    this.#allowances.set(userId, allowance)
    if (waitMs === 0) return
    const why = `You read more than ${perSecond} times a second. Ask less often, or subscribe: changes then come by themselves.`
    throw new Refusal('too_many', why, { retryAfterMs: waitMs })
  }

  #forgetFull(now: number): void {
    for (const [userId, allowance] of this.#allowances)
      if (isFull(allowance, now)) this.#allowances.delete(userId)
  }
}

const tooManyAtOnce = (): Refusal =>
  new Refusal('too_many', `You read ${AT_ONCE} things at once already. Wait for their answers.`, {
    retryAfterMs: 1_000,
  })

/** Reads of one user that wait, are made, or are on their way: each may hold a page of several megabytes. */
const AT_ONCE = 16
const REMEMBERED = 10_000
