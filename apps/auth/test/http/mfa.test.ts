import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { fromBase32 } from '../authenticator-app.ts'
import { claimsOf, logInAs, meWith, pairOf, refreshWith, tokensOf } from '../client.ts'
import { as, askedOf, completeWith, enrolledUser, enrolTotp, nextCode } from './second-factors.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

test('A-22 enrolling and removing an app ends the other sessions at once, and not this one', async () => {
  const email = 'changing@example.test'
  await addUser(auth.db, { email })
  const here = await tokensOf(auth, email)
  const there = await tokensOf(auth, email)
  const ended = (sid: unknown) =>
    auth.notices().filter(({ what }) => what.type === 'session_revoked' && what.sessionId === sid)
  const { secret } = await enrolTotp(auth, here.access_token)
  expect(ended(claimsOf(there.access_token)['sid'])).toHaveLength(1)
  expect((await meWith(auth, there.access_token)).status).toBe(401)
  expect((await refreshWith(auth, there.refresh_token)).status).toBe(401)
  expect((await meWith(auth, here.access_token)).status).toBe(200)

  const { challenge } = await askedOf(auth, email)
  const second = pairOf(await completeWith(auth, { challenge, code: await nextCode(auth, secret) }))
  expect((await as(auth, here.access_token).delete('/api/users/me/mfa/totp')).status).toBe(204)
  expect(ended(claimsOf(second.access_token)['sid'])).toHaveLength(1)
  expect((await meWith(auth, second.access_token)).status).toBe(401)
  expect((await meWith(auth, here.access_token)).status).toBe(200)
  expect((await as(auth, here.access_token).get('/api/users/me/mfa')).json()).toEqual({
    totp: false,
    recoveryCodesLeft: 0,
    passkeys: [],
  })
  expect((await logInAs(auth, email)).status).toBe(200)
})

test('A-22 an administrator removes the factors of a user who lost them; their sessions end', async () => {
  const { email, userId, token } = await enrolledUser(auth)
  await addUser(auth.db, { email: 'root@example.test', role: 'admin' })
  const { access_token: admin } = await tokensOf(auth, 'root@example.test')
  const path = `/api/users/${userId}/mfa`
  expect((await as(auth, token).delete(path)).status).toBe(403)
  expect((await as(auth, admin).delete(path)).status).toBe(204)
  expect((await meWith(auth, token)).status).toBe(401)
  expect((await logInAs(auth, email)).status).toBe(200)
  const row = await auth.db
    .selectFrom('audit_log')
    .select(['actor_email', 'details'])
    .where('action', '=', 'mfa.removed')
    .where('target', '=', userId)
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ actor_email: 'root@example.test', details: { method: 'all' } })
  expect(
    (await as(auth, admin).delete('/api/users/00000000-0000-4000-8000-000000000000/mfa')).status,
  ).toBe(404)
})

test('A-37 who may not do all that a user may cannot remove their factors', async () => {
  const root = 'whole@example.test'
  const rootId = await addUser(auth.db, { email: root, role: 'admin' })
  const { access_token: token } = await tokensOf(auth, root)
  await enrolTotp(auth, token)
  const helper = await addUser(auth.db, { email: 'helper@example.test' })
  const { id: role } = await auth.db
    .insertInto('roles')
    .values({ name: 'help desk', description: '' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await auth.db
    .insertInto('role_permissions')
    .values({ role_id: role, api_group: 'argus.internal', resource: 'users', verb: 'update' })
    .execute()
  await auth.db.insertInto('user_roles').values({ user_id: helper, role_id: role }).execute()
  const { access_token: helping } = await tokensOf(auth, 'helper@example.test')
  const { userId } = await enrolledUser(auth)
  expect((await as(auth, helping).delete(`/api/users/${userId}/mfa`)).status).toBe(204)
  const refused = await as(auth, helping).delete(`/api/users/${rootId}/mfa`)
  expect([refused.status, refused.json()]).toMatchObject([403, { code: 'not_allowed' }])
  expect((await as(auth, token).get('/api/users/me/mfa')).json()).toMatchObject({ totp: true })
})

test('A-24 neither seeds nor recovery codes nor challenges stand in the database or the audit log', async () => {
  const { email, secret, recoveryCodes } = await enrolledUser(auth)
  const { challenge } = await askedOf(auth, email)
  await completeWith(auth, { challenge, recovery_code: recoveryCodes[0] })
  const tables = await auth.database.query(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_schema IN ('auth', 'fleet')`,
  )
  const dump: string[] = []
  for (const { name } of tables) {
    const rows = await auth.database.query(`SELECT t::text AS row FROM ${String(name)} AS t`)
    dump.push(...rows.map(({ row }) => String(row)))
  }
  const text = dump.join('\n')
  // The dump is one: what is no secret is found in it, bytes as hexadecimal digits.
  expect(text).toContain(email)
  const paper = recoveryCodes.map((code) => code.replaceAll('-', ''))
  for (const canary of [secret, ...recoveryCodes, ...paper, challenge, PASSWORD]) {
    expect(text).not.toContain(canary)
    expect(text).not.toContain(Buffer.from(canary).toString('hex'))
  }
  for (const bytes of [fromBase32(secret), Buffer.from(challenge, 'base64url')]) {
    expect(text).not.toContain(bytes.toString('hex'))
    expect(text).not.toContain(bytes.toString('base64').replace(/=+$/, ''))
  }
})
