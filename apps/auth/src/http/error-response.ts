import { Refusal, type ErrorBody, type RefusalCode } from '@argus/contracts/refusal-code'
import { unreadBody } from '@argus/contracts/unread-body'
import { storeUnavailable, textUnstorable } from '@argus/db/auth'
import type { ErrorRequestHandler } from 'express'
import { ZodError } from 'zod'

import type { Events } from '../events.ts'

/** The only place where an error becomes a status. What a client sees is stable text: no stack, no query, no value. */
export function errorResponse(events: Events): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- express knows a handler of errors by its four parameters
  return (error: unknown, _request, response, _next) => {
    const refusal = refusalOf(error)
    if (refusal.code === 'internal')
      events.failed(error, { requestId: String(response.locals['requestId']) })
    if (refusal.code === 'unavailable' && !(error instanceof Refusal)) events.storeAway(error)
    if (response.headersSent) {
      response.destroy() // Cut, so that its reader does not take what came for the whole.
      return
    }
    if (refusal.retryAfterMs !== undefined) {
      response.set('Retry-After', String(Math.ceil(refusal.retryAfterMs / 1_000)))
    }
    // An answer that failed before its first byte may have said what it was going to be.
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' })
    const body: ErrorBody = { error: refusal.message, code: refusal.code }
    response.status(statusOf(refusal.code)).json(body)
  }
}

/** How long an outage of the store is worth waiting before asking again. */
const RETRY_MS = 2_000

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof ZodError) return new Refusal('invalid_request', 'invalid request body')
  if (textUnstorable(error)) return new Refusal('invalid_request', 'invalid request body')
  const unread = unreadBody(error)
  if (unread !== undefined) return unread
  return storeUnavailable(error)
    ? new Refusal('unavailable', 'temporarily unavailable', { retryAfterMs: RETRY_MS })
    : new Refusal('internal', 'internal error')
}

/** Of the codes that calls here use; the others belong to the socket, and would be a mistake of ours. */
const STATUS: Partial<Record<RefusalCode, number>> = {
  invalid_request: 400,
  password_refused: 400,
  // As RFC 8628 §3.5 has them answered.
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  login_expired: 400,
  invalid_credentials: 401,
  unauthenticated: 401,
  cross_site: 403,
  password_change_required: 403,
  second_factor_required: 403,
  step_up_required: 403,
  not_allowed: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  too_many: 429,
  internal: 500,
  unavailable: 503,
}

/** The status that a refusal is answered with. */
export const statusOf = (code: RefusalCode): number => STATUS[code] ?? 500
