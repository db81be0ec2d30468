import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

import type { ErrorBody, Refusal, RefusalCode } from '@argus/contracts/refusal-code'
import type { Response } from 'express'

/** Answers a request with a Refusal. */
export function respond(response: Response, refusal: Refusal): void {
  response.status(statusOf(refusal.code)).json(bodyOf(refusal))
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
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryAfterMs / 1_000)}`]),
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}

function bodyOf({ message, code }: Refusal): ErrorBody {
  return { error: message, code }
}

/** The only place where a code becomes a status; what is not here is a fault of the request. */
function statusOf(code: RefusalCode): number {
  return STATUSES[code] ?? 400
}

const STATUSES: Partial<Readonly<Record<RefusalCode, number>>> = {
  cross_site: 403,
  not_allowed: 403,
  not_found: 404,
  too_many: 429,
  unavailable: 503,
  internal: 500,
}
