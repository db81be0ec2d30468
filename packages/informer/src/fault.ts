import { ApiError, ConnectionError, StreamError } from './api-server/api-error.ts'
import type { Fault } from './state.ts'

/** The watch said nothing for the silence limit. */
export class SilenceError extends Error {
  override name = 'SilenceError'
  readonly silentMs: number

  constructor(silentMs: number) {
    super(`the API server has sent nothing for ${Math.round(silentMs / 1_000)} s`)
    this.silentMs = silentMs
  }
}

/** A line of the watch that is not what a watch sends; it must not be skipped. */
export class BrokenLineError extends Error {
  override name = 'BrokenLineError'
}

/** The server does not stream its initial list. */
export class NoStreamingListError extends Error {
  override name = 'NoStreamingListError'
}

/** A list older than what was already seen: the answer of a replica that lags behind. */
export class OlderListError extends Error {
  override name = 'OlderListError'
}

/** What a failed attempt means for the informer; `now` is when it failed. Throws what is no fault but a bug. */
export function faultOf(error: unknown, now: number): Fault {
  const since = (silentMs: number) => (silentMs > 0 ? now - silentMs : undefined)
  if (error instanceof ApiError) return faultOfStatus(error)
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof ConnectionError) return { type: 'unreachable', reason }
  if (error instanceof SilenceError) {
    return { type: 'silent', reason, since: since(error.silentMs) }
  }
  if (error instanceof NoStreamingListError) return { type: 'no-streaming-list', reason }
  if (error instanceof OlderListError) return { type: 'older', reason }
  if (error instanceof BrokenLineError) return { type: 'lost', reason }
  if (error instanceof StreamError) return { type: 'lost', reason, since: since(error.silentMs) }
  throw error
}

function faultOfStatus(error: ApiError): Fault {
  const { status, reason: code, retryAfterMs, tooLargeVersion, message: reason } = error
  if (status === 410 || code === 'Expired' || code === 'Gone') return { type: 'gone', reason }
  if (tooLargeVersion) return { type: 'older', reason, retryAfterMs }
  if (status === 401) return { type: 'unreachable', reason, retryAfterMs }
  if (status === 403) return { type: 'forbidden', reason }
  if (status === 404) return { type: 'absent', reason }
  if (status === 400 || status === 422) return { type: 'invalid', reason }
  if (status === 429) return { type: 'throttled', reason, retryAfterMs }
  return { type: 'failed', reason, retryAfterMs }
}
