import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds since the epoch, and a wait that ends with the signal. */
export interface Clock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}
