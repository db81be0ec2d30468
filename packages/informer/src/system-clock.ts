import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from './clock.ts'

/** Real time. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
}
