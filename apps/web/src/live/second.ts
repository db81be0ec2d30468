import { useSyncExternalStore } from 'react'

/** One timer for everything on the page that ticks. */
const listeners = new Set<() => void>()
/** By how much this computer's clock is behind. */
let correction = 0
let now = timeNow()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = timeNow()
    timer = setInterval(tick, 1_000)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** Tells everybody now: what times look like has changed. */
export function tick(): void {
  now = timeNow()
  for (const listener of listeners) listener()
}

/** The time in milliseconds since the epoch, this computer's clock put right: what times of Argus are measured by. */
export function timeNow(): number {
  return Date.now() + correction
}

/** From now on so many milliseconds are added to this computer's time. */
export function correctTime(ms: number): void {
  if (ms === correction) return
  correction = ms
  tick()
}

/** `timeNow`, anew each second. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, () => now)
}
