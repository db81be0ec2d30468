import type { Request, Response } from 'express'

import type { Coding, Representation } from '../reads/representation.ts'

export interface Sending {
  readonly representation: Representation
  /** Throws where nothing more may be given. */
  readonly ensure: () => void
}

/** Answers with a body, compressed as its reader can take it, or with 304 where they have it. */
export async function sendRepresentation(
  request: Request,
  response: Response,
  { representation, ensure }: Sending,
): Promise<void> {
  response.set({
    ETag: representation.etag,
    Vary: 'Authorization, Accept-Encoding',
    'Cache-Control': 'private, no-store',
  })
  if (request.fresh) {
    ensure()
    response.status(304).end()
    return
  }
  const coding = codingOf(request, representation)
  const body = coding === undefined ? representation.body : await representation.encoded(coding)
  ensure()
  response.set({
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': `${body.length}`,
    'X-Content-Type-Options': 'nosniff',
    ...(coding !== undefined && { 'Content-Encoding': coding }),
  })
  response.setTimeout(STALLED_MS, () => response.destroy())
  response.end(body)
}

function codingOf(request: Request, { body }: Representation): Coding | undefined {
  if (body.length < WORTH_IT) return undefined
  const accepted = request.acceptsEncodings('br', 'gzip', 'identity')
  return accepted === 'br' || accepted === 'gzip' ? accepted : undefined
}

/** Below this a body fits into one packet either way. */
const WORTH_IT = 1_024

/** A peer that takes nothing for so long is cut off, like one of a socket. */
const STALLED_MS = 30_000
