import type { ClientHttp2Session } from 'node:http2'
import type { TransportTiming } from './exchange.ts'

/** A connection that is watched, and when it was last heard by `performance.now()`. */
export interface Heard {
  readonly session: ClientHttp2Session
  heardAt: number
  /** Whether it was given up because it did not answer. */
  unanswered: boolean
}

/**
 * Asks a connection that has been quiet whether it is still there, and destroys it when it does not answer:
 * a peer that vanished without a word is not noticed otherwise.
 */
export function keepAlive(
  connection: Heard,
  { pingAfterMs, pingTimeoutMs }: TransportTiming,
): void {
  const { session } = connection
  let timeout: NodeJS.Timeout | undefined
  const check = () => {
    if (timeout || session.destroyed) return
    if (performance.now() - connection.heardAt < pingAfterMs) return
    timeout = setTimeout(() => {
      connection.unanswered = true
      session.destroy(new Error('the API server does not answer a PING'))
    }, pingTimeoutMs)
    const answered = () => {
      clearTimeout(timeout)
      timeout = undefined
      connection.heardAt = performance.now()
    }
    session.ping(answered)
  }
  const timer = setInterval(check, Math.max(pingAfterMs / 10, 10))
  session.once('close', () => {
    clearInterval(timer)
    clearTimeout(timeout)
  })
}
