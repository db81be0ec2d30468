import { apiKeysSchema } from '@argus/contracts/http/api-keys'
import { principalsAnswerSchema } from '@argus/contracts/http/internal'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { addUser, SERVICE_TOKEN, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, call, logOutWith, meWith, post, tokensOf } from '../client.ts'
import {
  auditOf,
  exchange,
  getAs,
  grantsWith,
  keyOf,
  keysOf,
  removeAs,
  showKey,
  someone,
} from './api-key-calls.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'root@example.test', role: 'admin' })
})
afterAll(() => auth[Symbol.asyncDispose]())

describe('an API key is over', () => {
  test('two seconds after it was revoked at the latest: its session is dead, and everybody is told', async () => {
    const owner = await someone(auth)
    const { apiKey, key } = await keyOf(auth, owner.token)
    const token = await exchange(auth, key)
    const path = `/api/auth/api-keys/${apiKey.id}`
    expect((await removeAs(auth, path, owner.token)).status).toBe(204)
    expect(auth.notices().at(-1)?.what).toEqual({
      type: 'session_revoked',
      sessionId: apiKey.id,
      userId: owner.id,
    })
    expect((await meWith(auth, token)).status).toBe(401)
    expect((await showKey(auth, key)).status).toBe(401)
    const state = await call(`${auth.service.internalUrl}/internal/sessions/${apiKey.id}`, {
      headers: bearer(SERVICE_TOKEN),
    })
    expect(state.json()).toEqual({ active: false })
    const [listed] = (await keysOf(auth, owner.token)).apiKeys
    expect(listed?.revokedAt).toBe(new Date(auth.clock.now()).toISOString())
    // Again: it is over already, which is what was asked for.
    const before = auth.notices().length
    expect((await removeAs(auth, path, owner.token)).status).toBe(204)
    expect(auth.notices()).toHaveLength(before)
    expect(await auditOf(auth, apiKey.id)).toEqual([
      'api_key.created',
      'api_key.used',
      'api_key.revoked',
    ])
  })

  test('with one answer, whether it is unknown, misspelt, revoked, expired or its owner out', async () => {
    const keys: string[] = ['argus_nonsense', 'x'.repeat(256)]
    const revoked = await someone(auth)
    const first = await keyOf(auth, revoked.token)
    await removeAs(auth, `/api/auth/api-keys/${first.apiKey.id}`, revoked.token)
    keys.push(first.key, `${first.key.slice(0, -1)}${first.key.endsWith('0') ? '1' : '0'}`)
    for (const change of [{ disabled_at: new Date() }, { must_change_password: true }]) {
      const owner = await someone(auth)
      const { key } = await keyOf(auth, owner.token)
      await auth.db.updateTable('users').set(change).where('id', '=', owner.id).execute()
      keys.push(key)
    }
    const deleted = await someone(auth)
    keys.push((await keyOf(auth, deleted.token)).key)
    await auth.db.deleteFrom('users').where('id', '=', deleted.id).execute()
    const expiring = await someone(auth)
    const last = await keyOf(auth, expiring.token)
    keys.push(last.key)
    await auth.clock.advance(86_400_000)
    for (const key of keys) {
      const answer = await showKey(auth, key)
      expect([answer.status, answer.text, answer.headers.get('www-authenticate')]).toEqual([
        401,
        JSON.stringify({ error: 'not a valid API key', code: 'unauthenticated' }),
        null,
      ])
    }
  })

  test('for nobody else: not by another user, and by an administrator only with the right', async () => {
    const owner = await someone(auth)
    const other = await someone(auth)
    const { apiKey, key } = await keyOf(auth, owner.token)
    expect((await removeAs(auth, `/api/auth/api-keys/${apiKey.id}`, other.token)).status).toBe(404)
    const path = `/api/users/${owner.id}/api-keys`
    expect((await getAs(auth, path, other.token)).status).toBe(403)
    expect((await removeAs(auth, `${path}/${apiKey.id}`, other.token)).status).toBe(403)
    expect((await showKey(auth, key)).status).toBe(200)

    const { access_token: admin } = await tokensOf(auth, 'root@example.test')
    const listed = apiKeysSchema.parse((await getAs(auth, path, admin)).json())
    expect(listed.apiKeys.map(({ id }) => id)).toEqual([apiKey.id])
    const wrong = `/api/users/${other.id}/api-keys/${apiKey.id}`
    expect((await removeAs(auth, wrong, admin)).status).toBe(404)
    expect((await removeAs(auth, `${path}/${apiKey.id}`, admin)).status).toBe(204)
    expect((await showKey(auth, key)).status).toBe(401)
  })

  test('not with a login: neither log-out of all nor a token of its own ends it, nor does it end a login', async () => {
    const owner = await someone(auth)
    const { key } = await keyOf(auth, owner.token)
    const token = await exchange(auth, key)
    expect((await logOutWith(auth, { scope: 'all' }, bearer(token))).status).toBe(401)
    expect((await logOutWith(auth, { scope: 'others' }, bearer(token))).status).toBe(401)
    expect((await meWith(auth, owner.token)).status).toBe(200)
    expect((await logOutWith(auth, { scope: 'all' }, bearer(owner.token))).status).toBe(200)
    expect((await meWith(auth, owner.token)).status).toBe(401)
    expect((await meWith(auth, token)).status).toBe(200)
    // Log-out is honest: the token that was shown is dead, the key is not.
    expect((await logOutWith(auth, {}, bearer(token))).status).toBe(200)
    expect((await meWith(auth, token)).status).toBe(401)
    expect((await showKey(auth, key)).status).toBe(200)
  })
})

test('an API key loses at once what its owner loses, for gateways as for calls', async () => {
  const owner = await someone(auth, 'viewer')
  const { apiKey, key } = await keyOf(auth, owner.token)
  const principal = async () => {
    const url = `${auth.service.internalUrl}/internal/principals`
    const answer = await post(url, { sids: [apiKey.id] }, bearer(SERVICE_TOKEN))
    const [session] = principalsAnswerSchema.parse(answer.json()).sessions
    return session?.active === true ? session.principal.grants : undefined
  }
  const token = await exchange(auth, key)
  expect((await principal())?.map(({ role, cluster }) => [role, cluster])).toEqual([
    ['viewer', null],
  ])
  await auth.db
    .updateTable('user_roles')
    .set({ cluster_id: 'prod' })
    .where('user_id', '=', owner.id)
    .execute()
  expect(await grantsWith(auth, token)).toEqual([
    { role: 'viewer', cluster: 'prod', namespace: null },
  ])
  expect((await principal())?.map(({ role, cluster }) => [role, cluster])).toEqual([
    ['viewer', 'prod'],
  ])
  await auth.db.deleteFrom('user_roles').where('user_id', '=', owner.id).execute()
  expect(await grantsWith(auth, token)).toEqual([])
  expect(await principal()).toEqual([])
})

test('A-36 the use of an API key is noted by the minute, and in the audit log once in an hour', async () => {
  const owner = await someone(auth)
  const hour = 3_600_000
  const { apiKey, key } = await keyOf(auth, owner.token)
  await auth.clock.advance(hour - (auth.clock.now() % hour))
  const lastUsed = async () =>
    (await keysOf(auth, (await tokensOf(auth, owner.email)).access_token)).apiKeys[0]?.lastUsedAt
  const begin = auth.clock.now()
  await Promise.all([1, 2, 3, 4].map(() => exchange(auth, key)))
  await auth.clock.advance(59_000)
  await exchange(auth, key)
  expect(await lastUsed()).toBe(new Date(begin).toISOString())
  await auth.clock.advance(1_000)
  await exchange(auth, key)
  expect(await lastUsed()).toBe(new Date(begin + 60_000).toISOString())
  expect(await auditOf(auth, apiKey.id)).toEqual(['api_key.created', 'api_key.used'])
  await auth.clock.advance(hour - 60_000)
  await exchange(auth, key)
  expect(await auditOf(auth, apiKey.id)).toEqual([
    'api_key.created',
    'api_key.used',
    'api_key.used',
  ])
})

test('A-24 no part of an API key that opens anything is in the database', async () => {
  const owner = await someone(auth)
  const { key } = await keyOf(auth, owner.token)
  await exchange(auth, key)
  const tables = await auth.db.introspection.getTables()
  expect(tables.length).toBeGreaterThan(15)
  const rows = await Promise.all(
    tables
      .filter(({ schema }) => schema === 'auth')
      .map(({ name }) => sql`SELECT to_jsonb(one) FROM ${sql.table(name)} AS one`.execute(auth.db)),
  )
  const dump = JSON.stringify(rows.map(({ rows: all }) => all))
  expect(dump).toContain(key.slice('argus_'.length, 'argus_'.length + 8))
  const secret = key.slice(-49)
  for (const part of [secret, secret.slice(0, 20), Buffer.from(key).toString('hex')])
    expect(dump).not.toContain(part)
})
