/** How long an answer of auth may take, in milliseconds. */
const TIMEOUT_MS = 3_000

/** A stopping replica breaks every connection that is kept to it, and several may be. */
const TRIES = 4

/**
 * Reads from auth; redirects are not followed. Where the connection breaks without an answer it is asked again, on another one, up to
 * three times: a replica that stops closes connections that are kept, and does not wait for what is on its way to it.
 * So only for what may be asked twice. Rejects where there is no answer, and with the signal's reason when that aborts.
 */
export async function askAuth(url: URL | string, init: RequestInit = {}): Promise<Response> {
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(init.signal ? [init.signal] : [])]
  const signal = AbortSignal.any(signals)
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetch(url, { ...init, redirect: 'manual', signal })
    } catch (error) {
      signal.throwIfAborted()
      if (tries === TRIES) throw error
    }
  }
}
