import type { IncomingMessage } from 'node:http'

import { Refusal } from '@argus/contracts/refusal-code'
import type { ClientAddress } from '@argus/service-kit/client-address'

import type { Clock } from '../clock.ts'
import { Line } from './line.ts'
import { FULL_PACE, takeHandshake, type Pace } from './pace.ts'
import { Seats } from './seats.ts'

/** How much room there is in this process. */
export interface Room {
  readonly socketsPerAddress: number
  readonly socketsPerUser: number
  /** Sockets that have not said who they are yet. */
  readonly socketsBeforeHello: number
  readonly handshakesPerSecond: number
  /** Of one user. */
  readonly readsPerSecond: number
}

export interface TurnstileParts {
  readonly room: Room
  readonly addressOf: ClientAddress
  readonly clock: Clock
}

/** Somebody who asked for a socket. Disposing it gives back all that it holds, its place in the line among it. */
export interface Visit extends Disposable {
  readonly ip: string
  /** It has said who it is. */
  known(): void
}

/** Hears what became of an upgrade, once. */
export type Answer = (visit: Visit | Refusal) => void

/**
 * Says of each upgrade, before it is answered, whether there is room for it. Who comes faster than handshakes are taken
 * waits: that costs much less than to be refused and to dial again. Refused is only who could not be reached in time.
 */
export class Turnstile implements Disposable {
  readonly #parts: TurnstileParts
  readonly #addresses: Seats
  readonly #strangers: Seats
  readonly #line: Line<Visitor>
  #pace: Pace
  #calling = false
  #closed = false

  constructor(parts: TurnstileParts) {
    const { room, clock } = parts
    this.#parts = parts
    this.#addresses = new Seats(room.socketsPerAddress)
    this.#strangers = new Seats(room.socketsBeforeHello)
    const most = room.handshakesPerSecond * (LONGEST_MS / 1_000)
    this.#line = new Line({ most, longestMs: LONGEST_MS })
    this.#pace = FULL_PACE(clock.now())
  }

  /** `answer` is called in this turn, or once it is this visitor's, who may be gone by then: then it is disposed, and never called. */
  enter(request: IncomingMessage, answer: Answer): Disposable {
    const { addressOf, clock, room } = this.#parts
    const ip = addressOf(request) ?? 'unknown'
    const address = this.#addresses.take(networkOf(ip))
    const visitor = new Visitor({ ip, address, answer, line: this.#line })
    if (address === undefined) visitor.refuse(tooManyOf(room.socketsPerAddress))
    else if (this.#closed) visitor.refuse(stopping())
    else if (this.#line.empty && this.#letIn(visitor)) return visitor
    else if (this.#line.join(visitor, clock.now())) void this.#callOn()
    else visitor.refuse(tooManyAtOnce())
    return visitor
  }

  /** Refuses all who wait, and whoever comes from now on. */
  [Symbol.dispose](): void {
    this.#closed = true
    this.#callIn()
  }

  async #callOn(): Promise<void> {
    if (this.#calling) return
    this.#calling = true
    while (!this.#line.empty) {
      await this.#parts.clock.sleep(CALL_MS)
      this.#callIn()
    }
    this.#calling = false
  }

  #callIn(): void {
    this.#line.advance(this.#parts.clock.now(), (visitor, late) => {
      if (this.#closed) visitor.refuse(stopping())
      else if (late) visitor.refuse(tooManyAtOnce())
      else if (!this.#letIn(visitor)) return 'stays'
      return 'gone'
    })
  }

  #letIn(visitor: Visitor): boolean {
    const perSecond = this.#parts.room.handshakesPerSecond
    const now = this.#parts.clock.now()
    const { pace, waitMs } = takeHandshake(this.#pace, { perSecond, now })
    if (waitMs > 0) return false
    const stranger = this.#strangers.take(EVERYBODY)
    if (stranger === undefined) return false
    this.#pace = pace
    visitor.letIn(stranger)
    return true
  }
}

interface VisitorParts {
  readonly ip: string
  readonly address: Disposable | undefined
  readonly answer: Answer
  readonly line: Line<Visitor>
}

/** Every socket has one, so it keeps nothing that is over. */
class Visitor implements Visit {
  readonly ip: string
  /** Of its address, until the socket is gone. */
  #address: Disposable | undefined
  /** Of those who have not said who they are, until they have. */
  #stranger: Disposable | undefined
  #answer: Answer | undefined
  #line: Line<Visitor> | undefined

  constructor({ ip, address, answer, line }: VisitorParts) {
    this.ip = ip
    this.#address = address
    this.#answer = answer
    this.#line = line
  }

  letIn(stranger: Disposable): void {
    this.#stranger = stranger
    this.#tell(this)
  }

  refuse(refusal: Refusal): void {
    this.#tell(refusal)
    this[Symbol.dispose]()
  }

  known(): void {
    this.#stranger?.[Symbol.dispose]()
    this.#stranger = undefined
  }

  [Symbol.dispose](): void {
    this.#line?.leave(this)
    this.#tell(undefined)
    this.known()
    this.#address?.[Symbol.dispose]()
    this.#address = undefined
  }

  #tell(outcome: Visit | Refusal | undefined): void {
    const answer = this.#answer
    this.#answer = undefined
    this.#line = undefined
    if (outcome !== undefined) answer?.(outcome)
  }
}

/**
 * What counts as one address: of IPv6 the first 64 bits, for whoever has one address there has them all (RFC 4291
 * §2.5.4).
 */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip
  const [head = '', tail] = ip.split('::')
  const parts = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - parts.length - after.length
  return [...parts, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':')
}

const tooManyOf = (sockets: number): Refusal =>
  new Refusal(
    'too_many',
    `Your address holds ${sockets} sockets already, as many as one may. Close some, or ask an operator: behind a proxy that is not named in ARGUS_TRUSTED_PROXIES everybody has its address.`,
    { retryAfterMs: LATER_MS },
  )

const tooManyAtOnce = (): Refusal =>
  new Refusal('unavailable', 'Too many dial at once. Dial again in a moment.', {
    retryAfterMs: SOON_MS,
  })

const stopping = (): Refusal =>
  new Refusal('unavailable', 'This gateway stops. Dial again.', { retryAfterMs: SOON_MS })

const EVERYBODY = ''
/** Below the ten seconds in which the live client expects to be welcome, which takes a while after this. */
const LONGEST_MS = 6_000
/** How often those who wait are looked at: a few at a time, so that what else is to be done comes between. */
const CALL_MS = 10
const SOON_MS = 1_000
const LATER_MS = 10_000
