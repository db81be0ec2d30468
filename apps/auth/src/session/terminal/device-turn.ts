/** Of a waiting terminal what decides about its question. Times are milliseconds. */
export interface AskingDevice {
  readonly state: 'waiting' | 'approved' | 'denied' | 'used'
  readonly expiresAt: number
  /** When it asked last; nothing before its first question. */
  readonly polledAt: number | undefined
  readonly intervalSeconds: number
}

/** What a terminal that asks whether it was let in is answered. */
export type DeviceTurn =
  /** It asks again after as long. */
  | { readonly type: 'pending'; readonly intervalSeconds: number }
  /** From now on it asks so seldom. */
  | { readonly type: 'slow_down'; readonly intervalSeconds: number }
  | { readonly type: 'denied' }
  | { readonly type: 'over' }
  /** It was let in, and comes for its Session. */
  | { readonly type: 'open' }
  /** It, or somebody else, has come for its Session before. */
  | { readonly type: 'used_again' }

/** Seconds between two questions, to begin with and added for each that came too early (RFC 8628 §3.2, §3.5). */
export const INTERVAL_SECONDS = 5
/** A question that was sent in time may arrive early by as much as the one before it was late. */
const LENIENT_MS = 1_000

/** Decides what a question is answered at `now`. */
export function deviceTurn(device: AskingDevice, now: number): DeviceTurn {
  const { state, expiresAt, polledAt, intervalSeconds } = device
  if (now >= expiresAt) return { type: 'over' }
  switch (state) {
    case 'used':
      return { type: 'used_again' }
    case 'denied':
      return { type: 'denied' }
    case 'approved':
      return { type: 'open' }
    case 'waiting': {
      const early = polledAt !== undefined && now - polledAt < intervalSeconds * 1_000 - LENIENT_MS
      if (!early) return { type: 'pending', intervalSeconds }
      return { type: 'slow_down', intervalSeconds: intervalSeconds + INTERVAL_SECONDS }
    }
  }
}
