import { resourcesEndpoints } from '@argus/contracts/http/resources'
import { Refusal } from '@argus/contracts/refusal-code'
import type { ClientAddress } from '@argus/service-kit/client-address'
import type { Express, Request, Response } from 'express'

import type { Expressions } from '../reads/expressions.ts'
import type { Reader } from '../reads/reader.ts'
import type { Readers } from '../reads/readers.ts'
import type { Reads } from '../reads/reads.ts'
import type { Representation } from '../reads/representation.ts'
import { listRequest, objectRequest } from '../reads/request.ts'
import { inputOf } from './input.ts'
import { sendRepresentation } from './send-representation.ts'

export interface ResourceRoutes {
  readonly readers: Readers
  readonly addressOf: ClientAddress
  readonly expressions: Expressions
  readonly reads: Reads
  /** Told of the status of each answer. */
  readonly answered: (status: number) => void
}

/** `GET /api/resources/…`: lists, tables and objects. */
export function addResources(
  app: Express,
  { readers, addressOf, expressions, reads, answered }: ResourceRoutes,
): void {
  const { list, object } = resourcesEndpoints
  app.use(PATH, (request, response, next) => {
    response.once('finish', () => answered(response.statusCode))
    if (!hasBody(request)) return next()
    response.set('Connection', 'close') // so that nobody waits for the rest of it
    throw new Refusal('invalid_request', 'This call has no body: send none.')
  })
  app.get(routeOf(list.path), async (request, response) => {
    const { params, query } = inputOf(list, request)
    await answer(request, response, {
      readers,
      addressOf,
      read: (reader, signal) => {
        const asked = listRequest(params, query)
        expressions.use(asked.wish, reader.principal.userId)
        return reads.list(asked, reader, signal)
      },
    })
  })
  app.get(routeOf(object.path), async (request, response) => {
    const { params, query } = inputOf(object, request)
    await answer(request, response, {
      readers,
      addressOf,
      read: (reader, signal) => reads.object(objectRequest(params, query), reader, signal),
    })
  })
}

const PATH = '/api/resources'

interface Answering extends Pick<ResourceRoutes, 'readers' | 'addressOf'> {
  readonly read: (reader: Reader, signal: AbortSignal) => Promise<Representation>
}

/** What is asked for is looked at only after who asks is known. Nothing more leaves once they may have nothing more. */
async function answer(
  request: Request,
  response: Response,
  { readers, addressOf, read }: Answering,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const visit = await readers.enter(tokenOf(request), addressOf(request) ?? 'unknown')
  const { reader } = visit
  if (gone.signal.aborted) return visit[Symbol.dispose]()
  response.once('close', () => visit[Symbol.dispose]())
  reader.ended.addEventListener('abort', () => response.headersSent && response.destroy())
  const representation = await read(reader, AbortSignal.any([gone.signal, reader.ended]))
  await sendRepresentation(request, response, { representation, ensure: () => reader.ensure() })
}

function hasBody({ headers }: Request): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers
  return coding !== undefined || length !== '0'
}

function tokenOf(request: Request): string {
  const [scheme, token, ...more] = request.get('authorization')?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || more.length > 0)
    throw new Refusal('unauthenticated', 'Send an access token: Authorization: Bearer <token>.')
  return token
}

/** A path of a contract, in the words of express. */
const routeOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')
