import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, SERVICE_TOKEN, startTestAuth, type TestAuth } from './auth-service.ts'
import { bearer, call, claimsOf, meWith, post, refreshWith, tokensOf } from './client.ts'
import { exchange, keyOf, removeAs, showKey } from './http/api-key-calls.ts'

/** They share the database alone: the announcements of the one never reach the other. */
let one: TestAuth
let other: TestAuth
beforeAll(async () => {
  one = await startTestAuth()
  other = await startTestAuth({ clock: one.clock, database: one.database })
  await addUser(one.db, { email: 'root@example.test', role: 'admin' })
})
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await one[Symbol.asyncDispose]()
})

test('A-21 a session and an API key that one replica revoked are refused by another at the very next call', async () => {
  const pair = await tokensOf(one, 'root@example.test')
  const admin = (await tokensOf(one, 'root@example.test')).access_token
  const { key, apiKey } = await keyOf(one, admin)
  const keyToken = await exchange(other, key)
  const isActive = async (token: string): Promise<boolean> => {
    const sid = String(claimsOf(token)['sid'])
    const url = `${other.service.internalUrl}/internal/sessions/${sid}`
    return (await call(url, { headers: bearer(SERVICE_TOKEN) })).text.includes('"active":true')
  }
  const seen = async (): Promise<readonly unknown[]> => [
    (await meWith(other, pair.access_token)).status,
    (await meWith(other, keyToken)).status,
    (await showKey(other, key)).status,
    await isActive(pair.access_token),
    await isActive(keyToken),
  ]
  expect(await seen()).toEqual([200, 200, 200, true, true])
  const sid = String(claimsOf(pair.access_token)['sid'])
  expect((await removeAs(one, `/api/auth/sessions/${sid}`, admin)).status).toBe(204)
  expect((await removeAs(one, `/api/auth/api-keys/${apiKey.id}`, admin)).status).toBe(204)
  expect(await seen()).toEqual([401, 401, 401, false, false])
  expect((await refreshWith(other, pair.refresh_token)).status).toBe(401)
})

test('A-29 a refresh key that one replica revoked is refused by another within two seconds, and signs nothing there', async () => {
  const pair = await tokensOf(one, 'root@example.test')
  const { kid } = await one.db
    .selectFrom('signing_keys')
    .select('kid')
    .where('use', '=', 'refresh')
    .where('state', '=', 'current')
    .executeTakeFirstOrThrow()
  const url = `${one.service.url}/api/auth/signing-keys/${kid}/revoke`
  expect((await post(url, {}, bearer(pair.access_token))).status).toBe(200)
  await one.clock.advance(2_000)
  const again = await tokensOf(other, 'root@example.test')
  expect((await refreshWith(other, pair.refresh_token)).status).toBe(401)
  expect((await refreshWith(one, again.refresh_token)).status).toBe(200)
})
