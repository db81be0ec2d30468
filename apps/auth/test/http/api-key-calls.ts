import { apiKeysSchema, exchangedSchema, madeApiKeySchema } from '@argus/contracts/http/api-keys'
import { meSchema } from '@argus/contracts/http/auth'
import type { z } from 'zod'

import { addUser, type TestAuth } from '../auth-service.ts'
import { bearer, call, meWith, post, tokensOf, type Answer } from '../client.ts'

/** What a test says of a key that it makes; a viewer's for a day unless it says otherwise. */
export interface Wanted {
  readonly name?: string
  readonly roles?: readonly object[]
  readonly days?: number
}

const DAY_MS = 86_400_000

export function makeKey(auth: TestAuth, token: string, wanted: Wanted = {}): Promise<Answer> {
  const { name = 'a script', roles = [{ role: 'viewer' }], days = 1 } = wanted
  const expiresAt = new Date(auth.clock.now() + days * DAY_MS).toISOString()
  const body = { name, roles, expiresAt }
  return post(`${auth.service.url}/api/auth/api-keys`, body, bearer(token))
}

export async function keyOf(
  auth: TestAuth,
  token: string,
  wanted: Wanted = {},
): Promise<z.infer<typeof madeApiKeySchema>> {
  const answer = await makeKey(auth, token, wanted)
  if (answer.status !== 201) throw new Error(`no key: ${answer.status} ${answer.text}`)
  return madeApiKeySchema.parse(answer.json())
}

export const showKey = (auth: TestAuth, key: string): Promise<Answer> =>
  post(`${auth.service.url}/api/auth/token`, { api_key: key })

/** An access token for a key that is good. */
export async function exchange(auth: TestAuth, key: string): Promise<string> {
  return exchangedSchema.parse((await showKey(auth, key)).json()).access_token
}

export interface Someone {
  readonly email: string
  readonly id: string
  readonly token: string
}

export interface Place {
  readonly cluster?: string
  readonly namespace?: string
}

let made = 0

/** A user that no other test has, logged in. */
export async function someone(
  auth: TestAuth,
  role = 'viewer',
  place: Place = {},
): Promise<Someone> {
  made += 1
  const email = `someone-${made}@example.test`
  const id = await addUser(auth.db, { email, role, ...place })
  const { access_token: token } = await tokensOf(auth, email)
  return { email, id, token }
}

export const getAs = (auth: TestAuth, path: string, token: string): Promise<Answer> =>
  call(auth.service.url + path, { headers: bearer(token) })

export const removeAs = (auth: TestAuth, path: string, token: string): Promise<Answer> =>
  call(auth.service.url + path, { method: 'DELETE', headers: bearer(token) })

export async function keysOf(
  auth: TestAuth,
  token: string,
  query = '',
): Promise<z.infer<typeof apiKeysSchema>> {
  return apiKeysSchema.parse((await getAs(auth, `/api/auth/api-keys${query}`, token)).json())
}

/** The roles of an access token, and where. */
export async function grantsWith(auth: TestAuth, token: string): Promise<readonly object[]> {
  const { grants } = meSchema.parse((await meWith(auth, token)).json())
  return grants.map(({ role, cluster, namespace }) => ({ role, cluster, namespace }))
}

/** What history says of a key. */
export async function auditOf(auth: TestAuth, target: string): Promise<readonly string[]> {
  const rows = await auth.db
    .selectFrom('audit_log')
    .select('action')
    .where('target', '=', target)
    .orderBy('id')
    .execute()
  return rows.map(({ action }) => action)
}
