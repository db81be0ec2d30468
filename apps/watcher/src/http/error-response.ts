import { Refusal, type ErrorBody, type RefusalCode } from '@argus/contracts/refusal-code'
import { AuthorityUnreachableError } from '@argus/access/authority'
import { KeySetUnavailableError } from '@argus/access/key-set'
import type { ErrorRequestHandler } from 'express'

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
    return { status: STATUS[code] ?? 400, body: { error: message, code } }
  }
  if (error instanceof AuthorityUnreachableError || error instanceof KeySetUnavailableError) {
    const message = 'who you are cannot be checked now; try again in a moment'
    return { status: 503, body: { error: message, code: 'unavailable' } }
  }
  events.failed(error)
  return { status: 500, body: { error: 'internal error', code: 'internal' } }
}

const STATUS: Partial<Record<RefusalCode, number>> = {
  unauthenticated: 401,
  session_revoked: 401,
  not_allowed: 403,
  not_found: 404,
  unavailable: 503,
}
