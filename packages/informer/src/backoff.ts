/** How long to wait between attempts. */
export interface BackoffPolicy {
  readonly firstMs: number
  readonly capMs: number
  /** How long without a failure until failures are forgotten. */
  readonly resetMs: number
}

/** The failures so far: how many in a row, and when the wait after the last one was over. */
export interface Backoff {
  readonly failures: number
  readonly waitedUntil: number
}

export const NO_FAILURES: Backoff = { failures: 0, waitedUntil: Number.NEGATIVE_INFINITY }

/**
 * The wait after one more failure: doubling, with jitter of a factor of one to two, never over the cap. It
 * forgets only after a quiet time, not at the first success, so that a flapping watch still slows down.
 */
export function backoffAfter(
  { failures, waitedUntil }: Backoff,
  policy: BackoffPolicy,
  { now, random }: { readonly now: number; readonly random: number },
): { readonly delayMs: number; readonly backoff: Backoff } {
  const counted = now - waitedUntil >= policy.resetMs ? 0 : failures
  const base = Math.min(policy.firstMs * 2 ** Math.min(counted, 30), policy.capMs / 2)
  const delayMs = base * (1 + random)
  return { delayMs, backoff: { failures: counted + 1, waitedUntil: now + delayMs } }
}
