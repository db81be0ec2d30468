/** How long to wait before dialling again, in milliseconds. */
export interface RedialPolicy {
  readonly firstMs: number
  readonly capMs: number
}

/** The cap keeps a console that was away from being slower than the 20 s in which it must be whole again. */
export const REDIAL: RedialPolicy = { firstMs: 400, capMs: 6_000 }

/**
 * Full jitter: anything between nothing and a bound that doubles with each failure in a row, so that a thousand
 * consoles that lost one gateway do not come back as one.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function redialDelay(
  failures: number,
  random: number,
  { firstMs, capMs }: RedialPolicy = REDIAL,
): number {
  return random * Math.min(capMs, firstMs * 2 ** Math.min(failures, 30))
}
