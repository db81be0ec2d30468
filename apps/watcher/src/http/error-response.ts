import { Refusal, type ErrorBody, type RefusalCode } from '@argus/contracts/refusal-code'
import { unreadBody } from '@argus/contracts/unread-body'
import { AuthorityUnreachableError } from '@argus/access/authority'
import { KeySetUnavailableError } from '@argus/access/key-set'
import { storeUnavailable, textUnstorable } from '@argus/db/fleet'
import type { ErrorRequestHandler } from 'express'
import { ZodError } from 'zod'

import type { Events } from '../events.ts'

/** The only place where an error becomes a status. */
export function errorResponse(events: Events): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- express knows an error handler by its four parameters
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const { status, body } = answerTo(error, events)
    if (status === 503) response.setHeader('retry-after', '2')
    if (status === 401) response.setHeader('www-authenticate', 'Bearer')
    response.status(status).json(body)
  }
}

function answerTo(error: unknown, events: Events): { status: number; body: ErrorBody } {
  if (error instanceof Refusal) {
    const { code, message } = error
    return { status: statusOf(code), body: { error: message, code } }
  }
  if (error instanceof AuthorityUnreachableError || error instanceof KeySetUnavailableError) {
    const message = 'who you are cannot be checked now; try again in a moment'
    return { status: 503, body: { error: message, code: 'unavailable' } }
  }
  const unread = unreadable(error)
  if (unread !== undefined) {
    const { code, message } = unread
    return { status: statusOf(code), body: { error: message, code } }
  }
  if (storeUnavailable(error)) {
    events.storeAway(error)
    const message = 'the registry of clusters cannot be reached now; try again in a moment'
    return { status: 503, body: { error: message, code: 'unavailable' } }
  }
  events.failed(error)
  return { status: 500, body: { error: 'internal error', code: 'internal' } }
}

/**
 * What came in and fits no contract, or no column. Names the field and never its value, which may be a secret.
 */
function unreadable(error: unknown): Refusal | undefined {
  if (error instanceof ZodError) {
    const faults = error.issues.map(
      ({ path, message }) => `${path.join('.') || 'body'}: ${message}`,
    )
    return new Refusal('invalid_request', faults.join('; '))
  }
  if (textUnstorable(error)) {
    return new Refusal('invalid_request', 'a text holds a character that cannot be kept')
  }
  return unreadBody(error)
}

/** Of the codes that calls here use; the others belong to the socket, and would be a mistake of ours. */
const STATUS: Partial<Record<RefusalCode, number>> = {
  invalid_request: 400,
  unauthenticated: 401,
  session_revoked: 401,
  cross_site: 403,
  password_change_required: 403,
  not_allowed: 403,
  second_factor_required: 403,
  step_up_required: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  too_many: 429,
  internal: 500,
  unavailable: 503,
}

/** The status that a refusal is answered with. */
export const statusOf = (code: RefusalCode): number => STATUS[code] ?? 400
