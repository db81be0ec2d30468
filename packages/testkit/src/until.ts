import { setTimeout as delay } from 'node:timers/promises'

/** How long to wait, and for what: `what` is what the failure says was awaited. */
export interface UntilOptions {
  readonly timeoutMs?: number
  readonly what: string
}

/**
 * Waits until `condition` answers something truthy, and answers that. A condition that throws counts as
 * not yet; its last error is the cause of the failure.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, what }: UntilOptions,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs
  let cause: unknown
  for (;;) {
    try {
      const answer = await condition()
      if (answer) return answer
    } catch (error) {
      cause = error
    }
    if (performance.now() >= deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause })
    }
    await delay(POLL_MS)
  }
}

/** Short enough not to be felt in a test, long enough to leave the processor to what is awaited. */
const POLL_MS = 10
