import { setImmediate } from 'node:timers/promises'

/** Work that could go on for long without the event loop. */
export interface LoopTurn {
  /** Lets the event loop turn where the work has gone on for `TURN_MS` since it last did. */
  endIfLong(): Promise<void> | undefined
}

/** Begins work. `now` tells milliseconds. */
export function startLoopTurn(now: () => number = () => performance.now()): LoopTurn {
  let since = now()
  const end = async (): Promise<void> => {
    await setImmediate()
    since = now()
  }
  return { endIfLong: () => (now() - since < TURN_MS ? undefined : end()) }
}

/** Whoever else has work on this loop, a Lease to renew among it, waits for about this long. */
const TURN_MS = 8
