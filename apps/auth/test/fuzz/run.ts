import { inspect } from 'node:util'

import type { OpenApiDocument } from '@argus/contracts/openapi'
import fc from 'fast-check'

import type { TestAuth } from '../auth-service.ts'
import { call, type Answer } from '../client.ts'
import { createJudge } from './breaches.ts'
import { requestsOf, type FuzzRequest } from './requests.ts'
import { createKnown, type Known } from './known.ts'
import { createSenders } from './senders.ts'

export interface FuzzRun {
  readonly document: OpenApiDocument
  /** Which of the service's ports; on the internal one the service token stands in for an administrator's. */
  readonly port: 'public' | 'internal'
  readonly requests: number
  readonly seed: number
}

export interface FuzzOutcome {
  /** Each with the request that showed it. */
  readonly breaches: readonly string[]
  /** How often each status was met, by call. */
  readonly met: Readonly<Record<string, Readonly<Record<number, number>>>>
}

/** Time passes now and then, or all but the first logins would be throttled; new senders come, whose logins are fresh. */
const ROUND = 250
const ROUND_MS = 100_000

/** Sends requests made from the document, one after the other, and judges each answer by it. */
export async function fuzz(auth: TestAuth, run: FuzzRun): Promise<FuzzOutcome> {
  const judge = createJudge(run.document)
  const senders = createSenders(auth, run.port)
  const known = await createKnown(auth)
  const breaches: string[] = []
  const met: Record<string, Record<number, number>> = {}
  const requests = fc.sample(requestsOf(run.document), { numRuns: run.requests, seed: run.seed })
  for (const [index, request] of requests.entries()) {
    if (index % ROUND === 0) {
      await auth.clock.advance(ROUND_MS)
      for (const as of ['admin', 'viewer'] as const) senders.renew(as)
    }
    const answer = await send(request, {
      url: run.port === 'public' ? auth.service.url : auth.service.internalUrl,
      known,
      headers: await senders.headers(request.as),
    })
    known.learn(answer)
    if (answer.status === 401) senders.renew(request.as)
    const name = `${request.method} ${request.template}`
    const counts = (met[name] ??= {})
    counts[answer.status] = (counts[answer.status] ?? 0) + 1
    const found = judge(request, answer)
    if (found.length > 0) breaches.push(`${found.join('; ')}\n${told(request, answer)}`)
  }
  return { breaches, met }
}

interface Sending {
  readonly url: string
  readonly known: Known
  readonly headers: Readonly<Record<string, string>>
}

async function send(request: FuzzRequest, { url, known, headers }: Sending): Promise<Answer> {
  const { method, path, body } = request
  return call(`${url}${known.fillPath(path)}`, {
    method,
    headers: { ...headers, ...request.headers },
    redirect: 'manual',
    ...(body !== undefined && { body: known.fillBody(body) }),
  })
}

const told = (request: FuzzRequest, { status, text }: Answer): string =>
  inspect(
    { ...request, answer: { status, text: text.slice(0, 500) } },
    { maxStringLength: 300, breakLength: 120 },
  )
