import type { IncomingMessage } from 'node:http'

import { Refusal } from '@argus/contracts/refusal-code'
import type { ClientAddress } from '@argus/service-kit/client-address'

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
  readonly clock: { now(): number }
}

/** What an upgrade is let in with. */
export interface Ticket {
  readonly ip: string
  /** Of its address, until the socket is gone. */
  readonly address: Disposable
  /** Of those who have not said who they are, until they have. */
  readonly stranger: Disposable
}

/** Says of each upgrade, before it is answered, whether there is room for it. */
export class Turnstile {
  readonly #parts: TurnstileParts
  readonly #addresses: Seats
  readonly #strangers: Seats
  #pace: Pace

  constructor(parts: TurnstileParts) {
    this.#parts = parts
    this.#addresses = new Seats(parts.room.socketsPerAddress)
    this.#strangers = new Seats(parts.room.socketsBeforeHello)
    this.#pace = FULL_PACE(parts.clock.now())
  }

  enter(request: IncomingMessage): Ticket | Refusal {
    const { addressOf, clock, room } = this.#parts
    const perSecond = room.handshakesPerSecond
    const { pace, waitMs } = takeHandshake(this.#pace, { perSecond, now: clock.now() })
    this.#pace = pace
    if (waitMs > 0)
      return new Refusal('unavailable', 'Too many dial at once. Dial again in a moment.', {
        retryAfterMs: Math.max(waitMs, SOON_MS),
      })
    const ip = addressOf(request) ?? 'unknown'
    const address = this.#addresses.take(networkOf(ip))
    if (address === undefined) return tooManyOf(room.socketsPerAddress)
    const stranger = this.#strangers.take(EVERYBODY)
    if (stranger !== undefined) return { ip, address, stranger }
    address[Symbol.dispose]()
    return new Refusal('unavailable', 'Too many are waiting to log in. Dial again in a moment.', {
      retryAfterMs: SOON_MS,
    })
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

const EVERYBODY = ''
const SOON_MS = 1_000
const LATER_MS = 10_000
