import { setTimeout as delay } from 'node:timers/promises'

/** How long an answer of auth may take, in milliseconds. */
const TIMEOUT_MS = 3_000

/**
 * A stopping replica breaks every connection that is kept to it, and several may be; and for a moment its address may still
 * be given out, where nobody listens any more. So much is waited before each further try.
 */
const PAUSES_MS = [0, 100, 400]

/**
 * Reads from auth; redirects are not followed. Where the connection breaks without an answer it is asked again, on another one, up to
 * three times: a replica that stops closes connections that are kept, and does not wait for what is on its way to it.
 * So only for what may be asked twice. Rejects where there is no answer, and with the signal's reason when that aborts.
 */
export async function askAuth(url: URL | string, init: RequestInit = {}): Promise<Response> {
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(init.signal ? [init.signal] : [])]
  const signal = AbortSignal.any(signals)
  for (let tries = 0; ; tries += 1) {
    try {
      return await fetch(url, { ...init, redirect: 'manual', signal })
    } catch (error) {
      signal.throwIfAborted()
      const pauseMs = PAUSES_MS[tries]
      if (pauseMs === undefined) throw error
      await pause(pauseMs, signal)
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
