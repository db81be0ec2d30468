import { randomUUID } from 'node:crypto'

import { Refusal } from '@argus/contracts/refusal-code'
import { MAX_BODY_BYTES } from '@argus/service-kit/http-server'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'

import type { Events } from '../events.ts'
import type { Call, Handle } from './call.ts'
import { errorResponse } from './error-response.ts'
import type { RefreshCookie } from './refresh-cookie.ts'
import { isOwnPage } from './same-site.ts'

/** A line of a route table. */
export interface Route {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly handle: Handle
}

export interface ServeOptions {
  readonly cookie: RefreshCookie
  readonly consoleOrigins: readonly string[]
  readonly clock: { now(): number }
  readonly events: Events
}

/**
 * Puts calls on an app. A GET changes nothing; a POST comes from our own pages or from no browser, and brings JSON of at
 * most 64 KiB: all of that is settled before its call begins.
 */
export function serve(app: Express, routes: readonly Route[], options: ServeOptions): void {
  app.use((_, response, next) => {
    response.locals['requestId'] = randomUUID()
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  const json = express.json({ limit: MAX_BODY_BYTES, type: 'application/json' })
  for (const { method, path, handle } of routes) {
    const answering = answer(handle, options)
    if (method === 'get') app.get(path, answering)
    else app.post(path, ownPagesOnly(options), jsonOnly, json, answering)
  }
  app.use((_, __, next) => next(new Refusal('not_found', 'no such call')))
  app.use(errorResponse(options.events))
}

function answer(handle: Handle, { cookie, clock }: ServeOptions): RequestHandler {
  return async (request, response) => {
    const { body, cookie: change, maxAge } = await handle(callOf(request, response, cookie))
    if (change !== undefined) response.append('Set-Cookie', cookie.write(change, clock.now()))
    if (maxAge !== undefined) response.set('Cache-Control', `public, max-age=${maxAge}`)
    response.json(body)
  }
}

function ownPagesOnly({ cookie, consoleOrigins }: ServeOptions): RequestHandler {
  return (request, _, next) => {
    const source = {
      origin: request.get('origin'),
      fetchSite: request.get('sec-fetch-site'),
      cookie: cookie.read(request.get('cookie')) !== undefined,
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

function callOf(request: Request, response: Response, cookie: RefreshCookie): Call {
  const authorization = /^Bearer +([^\s]+)$/i.exec(request.get('authorization') ?? '')
  return {
    body: request.body,
    query: request.query,
    params: request.params,
    bearer: authorization?.[1],
    cookie: cookie.read(request.get('cookie')),
    page: request.get('origin'),
    origin: {
      requestId: String(response.locals['requestId']),
      ip: request.socket.remoteAddress ?? null,
      userAgent: request.get('user-agent')?.slice(0, 512) ?? null,
    },
  }
}
