import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

import { BusError } from '@argus/bus/follow'
import { Refusal, type ErrorBody, type RefusalCode } from '@argus/contracts/refusal-code'
import type { ErrorRequestHandler, Response } from 'express'

/** Answers a request with a Refusal. */
export function respond(response: Response, refusal: Refusal): void {
  const { code, retryAfterMs } = refusal
  const status = statusOf(code)
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  if (retryAfterMs !== undefined) response.set('Retry-After', secondsOf(retryAfterMs))
  if (status === 401) response.set('WWW-Authenticate', 'Bearer')
  response.removeHeader('ETag')
  response.status(status).json(bodyOf(refusal))
}

/** Answers what a call ended in; where its peer is gone nobody is told anything. `failed` is told of bugs. */
export function errorResponse(failed: (error: unknown) => void): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- express knows an error handler by its four parameters
  return (error: unknown, _request, response, _next) => {
    if (response.destroyed) return
    if (response.headersSent) return void response.destroy()
    const refusal = refusalOf(error)
    if (refusal.code === 'internal') failed(error)
    respond(response, refusal)
  }
}

/** Answers an upgrade with a Refusal, and ends the socket. */
export function respondToUpgrade(socket: Duplex, refusal: Refusal): void {
  const status = statusOf(refusal.code)
  const body = JSON.stringify(bodyOf(refusal))
  const { retryAfterMs } = refusal
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${secondsOf(retryAfterMs)}`]),
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof BusError)
    return new Refusal('unavailable', 'The topic log cannot be read now. Ask again in a moment.', {
      cause: error,
      retryAfterMs: 2_000,
    })
  // Of a path that is no text express says so itself.
  if (error instanceof URIError) return new Refusal('invalid_request', 'The address is no text.')
  return new Refusal('internal', 'Something went wrong here.', { cause: error })
}

function bodyOf({ message, code }: Refusal): ErrorBody {
  return { error: message, code }
}

const secondsOf = (ms: number): string => `${Math.max(Math.ceil(ms / 1_000), 1)}`

/** The only place where a code becomes a status; what is not here is a fault of the request. */
export function statusOf(code: RefusalCode): number {
  return STATUSES[code] ?? 400
}

const STATUSES: Partial<Readonly<Record<RefusalCode, number>>> = {
  unauthenticated: 401,
  session_revoked: 401,
  cross_site: 403,
  not_allowed: 403,
  password_change_required: 403,
  second_factor_required: 403,
  not_found: 404,
  not_followed: 404,
  version_not_followed: 404,
  epoch_changed: 410,
  too_large: 413,
  too_many: 429,
  internal: 500,
  behind: 503,
  unavailable: 503,
}
