import type { Clock } from './clock.ts'

/** How far a gateway's clock was found ahead of this machine's, and what this machine's clocks said then. */
export interface ClockDifference {
  readonly ms: number
  readonly wall: number
  readonly steady: number
}

/** When a hello was sent, and the gateway's time in the welcome that is heard now. */
export interface Exchange {
  readonly askedAt: number
  readonly gatewayNow: number
}

/**
 * The gateway looked at its clock about half the round trip ago. Between the question and the answer it may have been any
 * time: a clock that may be right is not called wrong.
 */
export function measureClock({ askedAt, gatewayNow }: Exchange, clock: Clock): ClockDifference {
  const wall = clock.now()
  const mayBeRight = askedAt <= gatewayNow && gatewayNow <= wall
  const ms = mayBeRight ? 0 : Math.round(gatewayNow - (askedAt + wall) / 2)
  return { ms, wall, steady: clock.steady() }
}

/**
 * Whether somebody has set this machine's clock right since: it has moved by the difference, which no time explains. A
 * machine that slept moved by something else, and its clock is as wrong as before.
 */
export function wasSetRight({ ms, wall, steady }: ClockDifference, clock: Clock): boolean {
  const moved = clock.now() - wall - (clock.steady() - steady)
  return Math.abs(ms) > NEAR_MS && Math.abs(ms - moved) <= NEAR_MS
}

const NEAR_MS = 2_000
