import { tokensSchema } from '@argus/contracts/http/auth'
import { z } from 'zod'

import { PASSWORD } from './auth-service.ts'

/** An answer, whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON. */
  json(): unknown
}

export type Fields = Readonly<Record<string, string>>

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (): unknown => JSON.parse(text),
  }
}

export function post(url: string, body: unknown, headers: Fields = {}): Promise<Answer> {
  return call(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

interface Running {
  readonly service: { readonly url: string }
}

export const logInAs = (auth: Running, email: string, password = PASSWORD): Promise<Answer> =>
  post(`${auth.service.url}/api/auth/login`, { email, password })

const pairSchema = tokensSchema.required()
export type Pair = z.infer<typeof pairSchema>

/** Logs in and answers the tokens; fails the test where it does not work. */
export async function tokensOf(auth: Running, email: string): Promise<Pair> {
  return pairOf(await logInAs(auth, email))
}

export function pairOf(answer: Answer): Pair {
  if (answer.status !== 200)
    throw new Error(`expected tokens, got ${answer.status}: ${answer.text}`)
  return pairSchema.parse(answer.json())
}

export const refreshWith = (auth: Running, token: string): Promise<Answer> =>
  post(`${auth.service.url}/api/auth/refresh`, { refresh_token: token })

export const logOutWith = (auth: Running, body: object, headers: Fields = {}): Promise<Answer> =>
  post(`${auth.service.url}/api/auth/logout`, body, headers)

export const bearer = (token: string): Fields => ({ authorization: `Bearer ${token}` })

export const meWith = (auth: Running, token: string): Promise<Answer> =>
  call(`${auth.service.url}/api/auth/me`, { headers: bearer(token) })

/** The claims a token carries, unverified. */
export function claimsOf(token: string): Claims {
  return partOf(token, 1)
}

export function headerOf(token: string): Claims {
  return partOf(token, 0)
}

type Claims = z.infer<typeof claimsSchema>
const claimsSchema = z.record(z.string(), z.union([z.string(), z.number()]))

function partOf(token: string, index: number): Claims {
  const part = token.split('.')[index] ?? ''
  return claimsSchema.parse(JSON.parse(Buffer.from(part, 'base64url').toString()))
}
