import { randomUUID } from 'node:crypto'

import { allows, allowsEverywhere } from '@argus/access/allows'
import type { Endpoint, SessionAccess } from '@argus/contracts/endpoint'
import { inputOf, type Input } from '@argus/contracts/endpoint-input'
import type { Principal } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import { clusterId, INTERNAL_GROUP } from '@argus/contracts/topic'
import type { ClientAddress } from '@argus/service-kit/client-address'
import { MAX_BODY_BYTES } from '@argus/service-kit/http-server'
import express, { type Express, type Request, type RequestHandler } from 'express'

import type { Actor } from '../cluster/audit.ts'
import { createDenied, type DeniedOptions } from './denied.ts'
import { guarded, type GuardOptions } from './guard.ts'

/** A call that an Endpoint describes, and what answers it. */
export interface EndpointRoute {
  readonly endpoint: SessionEndpoint
  readonly answer: (request: Request, caller: Caller) => Promise<Reply>
}

/** Who asks, from where. */
export interface Caller {
  readonly principal: Principal
  readonly ip: string | null
  readonly requestId: string
}

export interface Reply {
  /** 200 unless given. */
  readonly status?: number
  /** JSON; nothing at all unless given. */
  readonly body?: object
}

type SessionEndpoint = Endpoint & { readonly access: SessionAccess }

/** The route of an Endpoint: who may ask and what came in are settled before. */
export function route<E extends SessionEndpoint>(
  endpoint: E,
  handle: (input: Input<E>, caller: Caller) => Promise<Reply> | Reply,
): EndpointRoute {
  return {
    endpoint,
    answer: async (request, caller) => handle(inputOf(endpoint, request), caller),
  }
}

export type EndpointOptions = GuardOptions & DeniedOptions & { readonly address: ClientAddress }

/** Puts calls on an app. What has a body brings JSON of at most 64 KiB. */
export function addEndpoints(
  app: Express,
  routes: readonly EndpointRoute[],
  options: EndpointOptions,
): void {
  const denied = createDenied(options)
  for (const { endpoint, answer } of routes) {
    const { method, path, body, access } = endpoint
    const handler = guarded(options, async (principal, response) => {
      const request = response.req
      const caller = { principal, ip: options.address(request), requestId: randomUUID() }
      const reply = async (): Promise<Reply> => {
        admit(principal, access, options.clock.now())
        if (body !== undefined) await readBody(request, response)
        return answer(request, caller)
      }
      const { status = 200, body: told } = await reply().catch(async (error: unknown) => {
        await denied({ actor: actorOf(caller), access, cluster: clusterOf(request), error })
        throw error
      })
      response.status(status)
      if (told === undefined) response.end()
      else response.json(told)
    })
    app[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), handler)
  }
}

/** The caller as history names them. */
export function actorOf({ principal: { userId, email, sessionId }, ip, requestId }: Caller): Actor {
  return { userId, email, sessionId, ip, requestId }
}

/** The cluster that a call names, if it is the name of one. */
function clusterOf({ params, body }: Request): string | null {
  const named: unknown = params['id'] ?? (isObject(body) && 'id' in body ? body.id : undefined)
  return clusterId.safeParse(named).data ?? null
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** How long ago a user may have proved who they are, for what is dangerous: as auth judges it (ASVS 7.5.3). */
const RECENT_MS = 5 * 60_000

function admit(
  { grants, provedAt }: Principal,
  { permission, recent }: SessionAccess,
  now: number,
): void {
  if (permission !== undefined) {
    const { resource, verb, anywhere } = permission
    const asked = { group: INTERNAL_GROUP, resource, verb }
    const somewhere = grants.some(
      ({ cluster }) => cluster !== null && allows(grants, { ...asked, cluster }),
    )
    if (!allowsEverywhere(grants, asked) && !(anywhere && somewhere))
      throw forbidden(verb, resource)
  }
  if (!recent) return
  if (provedAt === undefined) throw new Refusal('not_allowed', 'an API key may not do this; log in')
  if (now - provedAt > RECENT_MS)
    throw new Refusal('step_up_required', 'prove again who you are, then repeat this')
}

/** Of a right that the caller does not have. */
export const forbidden = (verb: string, resource = 'clusters'): Refusal =>
  new Refusal(
    'not_allowed',
    `this takes the right to ${verb} ${resource} there; ask an administrator for it`,
  )

const parser = express.json({
  limit: MAX_BODY_BYTES,
  type: 'application/json',
  reviver: wellFormed,
})

/** Reads a body of JSON; of callers that are not known, only where there is a limit to how often they call. */
export async function readBody(
  request: Request,
  response: Parameters<RequestHandler>[1],
): Promise<void> {
  const [type] = (request.get('content-type') ?? '').split(';')
  if (type?.trim().toLowerCase() !== 'application/json')
    throw new Refusal('unsupported_media_type', 'Content-Type must be application/json')
  await new Promise<void>((resolve, reject) => {
    parser(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error instanceof Error ? error : new Error('the body could not be read'))
    })
  })
}

/** Half a character, which JSON can spell, is no text (https://www.rfc-editor.org/rfc/rfc7493#section-2.1): nobody could store it. */
function wellFormed(key: string, value: unknown): unknown {
  if (key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())) return value
  throw new SyntaxError('half a character')
}
