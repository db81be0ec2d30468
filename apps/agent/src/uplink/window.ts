/** How much may be on its way, in packed bytes, and how much is. */
export interface Window {
  readonly limit: number
  readonly underWay: number
}

const FIRST = 64 * 1024
const LEAST = 8 * 1024
const MOST = 8 * 1024 * 1024
/** What waits longer on the line than this makes everything urgent wait behind it; what waits less leaves it idle. */
const LONG_MS = 2_000
const SHORT_MS = 1_000

export const FIRST_WINDOW: Window = { limit: FIRST, underWay: 0 }

export function isOpen({ limit, underWay }: Window): boolean {
  return underWay < limit
}

export function afterSent(window: Window, bytes: number): Window {
  return { ...window, underWay: window.underWay + bytes }
}

/**
 * A message has arrived that was so long under way: a line that carries all at once is given more, one on which it waits
 * in a queue less, so that whatever comes next is never seconds behind.
 */
export function afterHeard(
  { limit, underWay }: Window,
  { bytes, tookMs }: { readonly bytes: number; readonly tookMs: number },
): Window {
  const left = Math.max(0, underWay - bytes)
  if (tookMs > LONG_MS) return { limit: Math.max(LEAST, limit / 2), underWay: left }
  const full = underWay >= limit / 2
  const more = tookMs < SHORT_MS && full ? Math.min(MOST, limit + bytes) : limit
  return { limit: more, underWay: left }
}
