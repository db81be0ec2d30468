import { randomUUID } from 'node:crypto'
import { once } from 'node:events'

import { Refusal } from '@argus/contracts/refusal-code'
import { within } from '@argus/db/auth'
import type { ClientAddress } from '@argus/service-kit/client-address'
import { MAX_BODY_BYTES } from '@argus/service-kit/http-server'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'

import type { Events } from '../events.ts'
import type { Call, Content, Reply } from './call.ts'
import type { Cookies } from './cookies.ts'
import { cors } from './cors.ts'
import { errorResponse } from './error-response.ts'
import type { Doors, Route } from './route.ts'
import { isOwnPage } from './same-site.ts'

export interface ServeOptions {
  readonly doors: Doors
  readonly cookies: Cookies
  readonly consoleOrigins: readonly string[]
  readonly addressOf: ClientAddress
  readonly clock: { now(): number }
  readonly events: Events
  /** How long a call may take before it is answered, in milliseconds. */
  readonly callMs: number
}

/**
 * Puts calls on an app. A GET changes nothing; any other comes from our own pages or from no browser, and what has a body
 * brings JSON of at most 64 KiB: all of that is settled before its call begins.
 */
export function serve(app: Express, routes: readonly Route[], options: ServeOptions): Express {
  app.use((_, response, next) => {
    response.locals['requestId'] = randomUUID()
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
    next()
  })
  const read = [
    jsonOnly,
    express.json({ limit: MAX_BODY_BYTES, type: 'application/json', reviver: wellFormed }),
  ]
  app.use(cors(options.consoleOrigins))
  for (const route of routes) {
    const { method, path, body } = route.endpoint
    const at = path.replaceAll(/\{(\w+)\}/g, ':$1')
    const before = [
      ...(method === 'get' ? [] : [ownPagesOnly(options)]),
      ...(body === undefined ? [] : read),
    ]
    app[method](at, ...before, answer(route, options))
  }
  app.use((_, __, next) => next(new Refusal('not_found', 'no such call')))
  app.use(errorResponse(options.events))
  return app
}

function answer(route: Route, options: ServeOptions): RequestHandler {
  const { doors, cookies, clock } = options
  return async (request, response) => {
    const call = callOf(request, response, options)
    const reply = await inTime(() => route.answer(call, doors), call, options)
    const { status = 200, content, cookies: changes = [], maxAge } = reply
    for (const change of changes) response.append('Set-Cookie', cookies.write(change, clock.now()))
    if (maxAge !== undefined) response.set('Cache-Control', `public, max-age=${maxAge}`)
    response.status(status)
    await write(content, response)
  }
}

/** How long a call that took too long is worth waiting before it is made again. */
const RETRY_MS = 2_000

/** Many steps that are each in time may add up: a call has one end, and what it had begun by then has not happened. */
async function inTime(
  work: () => Promise<Reply>,
  { origin: { requestId } }: Call,
  { callMs, events }: ServeOptions,
): Promise<Reply> {
  const late = new AbortController()
  const refusal = new Refusal('unavailable', 'temporarily unavailable', { retryAfterMs: RETRY_MS })
  const timer = setTimeout(() => {
    events.callCutOff({ requestId, afterMs: callMs })
    late.abort(refusal)
  }, callMs)
  try {
    return await within(late.signal, work)
  } finally {
    clearTimeout(timer)
  }
}

async function write(content: Content, response: Response): Promise<void> {
  switch (content.type) {
    case 'json':
      response.json(content.body)
      return
    case 'empty':
      response.end()
      return
    case 'redirect':
      response.redirect(302, content.to)
      return
    case 'text':
      if (content.policy !== undefined) response.set('Content-Security-Policy', content.policy)
      response.type(content.mediaType).send(content.text)
      return
    case 'json-lines':
      response.type('application/x-ndjson')
      await writeLines(content.lines, response)
  }
}

/** As fast as the reader takes them, and no further once it is gone. */
async function writeLines(lines: AsyncIterable<object>, response: Response): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  for await (const line of lines) {
    if (gone.signal.aborted) return
    if (response.write(`${JSON.stringify(line)}\n`)) continue
    await once(response, 'drain', { signal: gone.signal }).catch((error: unknown) => {
      if (!gone.signal.aborted) throw error
    })
  }
  response.end()
}

/** Half a character, which JSON can spell, is no text (https://www.rfc-editor.org/rfc/rfc7493#section-2.1): nobody could store it. */
function wellFormed(key: string, value: unknown): unknown {
  if (key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())) return value
  throw new SyntaxError('half a character')
}

function ownPagesOnly({ cookies, consoleOrigins }: ServeOptions): RequestHandler {
  return (request, _, next) => {
    const source = {
      origin: request.get('origin'),
      fetchSite: request.get('sec-fetch-site'),
      cookie: cookies.read(request.get('cookie')).rt !== undefined,
    }
    if (isOwnPage(source, consoleOrigins)) next()
    else next(new Refusal('cross_site', 'this page may not make that call'))
  }
}

const jsonOnly: RequestHandler = (request, _, next) => {
  const [type] = (request.get('content-type') ?? '').split(';')
  if (type?.trim().toLowerCase() === 'application/json') next()
  else next(new Refusal('unsupported_media_type', 'Content-Type must be application/json'))
}

function callOf(
  request: Request,
  response: Response,
  { cookies, addressOf }: Pick<ServeOptions, 'cookies' | 'addressOf'>,
): Call {
  const authorization = /^Bearer +([^\s]+)$/i.exec(request.get('authorization') ?? '')
  return {
    body: request.body,
    query: request.query,
    params: request.params,
    bearer: authorization?.[1],
    cookies: cookies.read(request.get('cookie')),
    page: request.get('origin'),
    origin: {
      requestId: String(response.locals['requestId']),
      ip: addressOf(request),
      userAgent: request.get('user-agent')?.slice(0, 512) ?? null,
    },
  }
}
