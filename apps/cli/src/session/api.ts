import type { Answer, Endpoint } from '@argus/contracts/endpoint'
import { errorBodySchema } from '@argus/contracts/refusal-code'
import { z } from 'zod'

import { Failure } from '../failure.ts'
import { exchange, type HttpAnswer } from './http.ts'
import { refusedCall } from './refused-call.ts'

/** An access token; `expiresAt` in milliseconds since the epoch, by this machine's clock. */
export interface AccessToken {
  readonly text: string
  readonly expiresAt: number
}

/** Who asks: gives a token that lasts for a while, or throws a Failure `not_logged_in`. */
export interface Identity {
  /** `used`: one that was refused or is about to end; whoever has a newer one meanwhile gives that. */
  token(wanted?: { readonly used: string }): Promise<AccessToken>
}

/** The services behind a console's address, called by their contracts. */
export interface Api {
  readonly url: URL
  /**
   * Calls, and reads the answer by its contract. Throws a Failure: a refusal by its code, or `unreachable`. A token that
   * is refused is renewed once.
   */
  call<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E>,
    options?: CallOptions,
  ): Promise<AnswerOf<E>>
}

interface CallOptions {
  /** Ten seconds unless given. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** A token of ours for a call that is open to all. */
  readonly token?: string
}

/** What goes into a call, as its Endpoint describes it. */
type InputOf<E extends Endpoint> = Part<E, 'params'> & Part<E, 'query'> & Part<E, 'body'> & Unread
type Part<E, Name extends 'params' | 'query' | 'body'> = E extends {
  readonly [N in Name]: infer S extends z.ZodType
}
  ? { readonly [N in Name]: z.input<S> }
  : unknown

type AnswerOf<E extends Endpoint> = {
  [S in keyof E['answers']]: Read<E['answers'][S]>
}[keyof E['answers']]
type Read<A> = A extends z.ZodType ? z.infer<A> : A extends 'empty' ? undefined : never

const TIMEOUT_MS = 10_000

/** `identity` may be left out as long as only calls are made that are open to all. */
export function openApi(url: URL, identity?: Identity): Api {
  return {
    url,
    async call(endpoint, input, options = {}) {
      const send = (token: string | undefined): Promise<HttpAnswer> =>
        sendCall({ url, endpoint, input, token, options })
      if (endpoint.access.type !== 'session') return answerOf(endpoint, await send(options.token))
      if (identity === undefined) throw new Error(`${endpoint.path} needs somebody who asks`)
      const { text } = await identity.token()
      const first = await send(text)
      const renewed = first.status === 401 && codeOf(first) === 'unauthenticated'
      const answer = renewed ? await send((await identity.token({ used: text })).text) : first
      return answerOf(endpoint, answer)
    },
  }
}

interface Unread {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
}

interface Sending {
  readonly url: URL
  readonly endpoint: Endpoint
  readonly input: Unread
  readonly token: string | undefined
  readonly options: CallOptions
}

function sendCall({ url, endpoint, input, token, options }: Sending): Promise<HttpAnswer> {
  const { timeoutMs = TIMEOUT_MS, signal } = options
  const timeout = AbortSignal.timeout(timeoutMs)
  return exchange({
    method: endpoint.method.toUpperCase(),
    url: addressOf(url, endpoint, input),
    headers: {
      Accept: 'application/json',
      ...(input.body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: input.body === undefined ? undefined : JSON.stringify(input.body),
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  })
}

function addressOf(url: URL, { path }: Endpoint, { params, query }: Unread): URL {
  const named = new Map(Object.entries(z.record(z.string(), z.string()).parse(params ?? {})))
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(named.get(name) ?? ''),
  )
  const address = new URL(`${url.pathname.replace(/\/$/, '')}${filled}`, url)
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) address.searchParams.append(name, String(each))
  return address
}

function answerOf<E extends Endpoint>(endpoint: E, answer: HttpAnswer): AnswerOf<E> {
  const expected: Answer | undefined = endpoint.answers[answer.status]
  if (expected === undefined) throw refusedCall(endpoint, answer)
  const read = expected instanceof z.ZodType ? expected.safeParse(json(answer.text)) : undefined
  if (read?.success === false)
    throw new Failure({
      code: 'internal',
      happened: 'Argus answered what this argus cannot read',
      why: `${endpoint.path} is of another version`,
      next: 'Use the argus of the same release as the console.',
      cause: read.error,
    })
  // The schema is the one that the type was inferred from; the compiler cannot follow it through the parameter E.
  return read?.data as AnswerOf<E>
}

function codeOf({ text }: HttpAnswer): string | undefined {
  return errorBodySchema.safeParse(json(text)).data?.code
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a proxy's page: the schema says that it is no answer of ours
  }
}
