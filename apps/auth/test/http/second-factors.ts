import { secondFactorAskedSchema, type SecondFactorAsked } from '@argus/contracts/http/auth'
import { z } from 'zod'

import { codeAt } from '../authenticator-app.ts'
import { addUser, type TestAuth } from '../auth-service.ts'
import { bearer, call, logInAs, post, tokensOf, type Answer } from '../client.ts'

/** The calls of a user who is logged in. */
export function as({ service }: TestAuth, token: string) {
  return {
    get: (path: string) => call(service.url + path, { headers: bearer(token) }),
    post: (path: string, body: object = {}) => post(service.url + path, body, bearer(token)),
    patch: (path: string, body: object) =>
      send(service.url + path, { method: 'PATCH', body, token }),
    delete: (path: string) =>
      call(service.url + path, { method: 'DELETE', headers: bearer(token) }),
  }
}

interface Sent {
  readonly method: string
  readonly body: object
  readonly token: string
}

function send(url: string, { method, body, token }: Sent): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...bearer(token) }
  return call(url, { method, headers, body: JSON.stringify(body) })
}

export interface Enrolled {
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

const begunSchema = z.strictObject({ secret: z.string(), uri: z.string() })
const codesSchema = z.strictObject({ recoveryCodes: z.array(z.string()) })

export const codesOf = (answer: Answer): readonly string[] =>
  codesSchema.parse(answer.json()).recoveryCodes

/** Enrols an authenticator app; the step of the clock is used up by it. */
export async function enrolTotp(auth: TestAuth, token: string): Promise<Enrolled> {
  const begun = await as(auth, token).post('/api/users/me/mfa/totp')
  const { secret } = begunSchema.parse(begun.json())
  const code = codeAt(secret, auth.clock.now())
  const confirmed = await as(auth, token).post('/api/users/me/mfa/totp/confirm', { code })
  return { secret, recoveryCodes: codesOf(confirmed) }
}

/** A password login that is asked for a second factor. */
export async function askedOf(auth: TestAuth, email: string): Promise<SecondFactorAsked> {
  const answer = await logInAs(auth, email)
  if (answer.status !== 202) throw new Error(`expected 202, got ${answer.status}: ${answer.text}`)
  return secondFactorAskedSchema.parse(answer.json())
}

export const completeWith = (auth: TestAuth, body: object): Promise<Answer> =>
  post(`${auth.service.url}/api/auth/login/second-factor`, body)

let users = 0

/** A new user, logged in, with an authenticator app. */
export async function enrolledUser(auth: TestAuth) {
  users += 1
  const email = `enrolled${users}@example.test`
  const userId = await addUser(auth.db, { email })
  const { access_token: token } = await tokensOf(auth, email)
  return { email, userId, token, ...(await enrolTotp(auth, token)) }
}

/** The code of the next step, which nobody has used. */
export async function nextCode({ clock }: TestAuth, secret: string): Promise<string> {
  await clock.advance(STEP_MS)
  return codeAt(secret, clock.now())
}

/** How long an app shows a code. */
export const STEP_MS = 30_000
