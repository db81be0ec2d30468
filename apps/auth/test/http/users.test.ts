import { madeUserSchema, userSchema, usersSchema } from '@argus/contracts/http/users'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { actAs, outcomeOf, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { logInAs, meWith, refreshWith, tokensOf } from '../client.ts'

let auth: TestAuth
let admin: Acting
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  admin = await actAs(auth, 'admin@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

const created = async (body: object) =>
  madeUserSchema.parse((await admin.send('POST', '/api/users', body)).json())
const history = (target: string) =>
  auth.db
    .selectFrom('audit_log')
    .select(['action', 'target', 'details'])
    .where('target', '=', target)
    .orderBy('id')
    .execute()

test('a user is made with a one-time password, told once, that must be replaced', async () => {
  const { user, oneTimePassword } = await created({ email: 'new@example.test', displayName: 'New' })
  expect(user).toMatchObject({ email: 'new@example.test', displayName: 'New' })
  expect(user).toMatchObject({ mustChangePassword: true, disabledAt: null, hasPassword: true })
  expect((await admin.get(`/api/users/${user.id}`)).json()).toMatchObject(user)
  const someone = await actAs(auth, 'new@example.test', oneTimePassword ?? '')
  expect(outcomeOf(await someone.get('/api/users'))).toBe('403 password_change_required')
  expect(JSON.stringify(await history(user.id))).not.toContain(oneTimePassword)
})

test('a password that an administrator chose must be good, and is replaced all the same', async () => {
  const email = 'chosen@example.test'
  const weak = await admin.send('POST', '/api/users', { email, password: 'password12345678' })
  expect(outcomeOf(weak)).toBe('400 password_refused')
  const password = 'seven boats under a green bridge'
  const { user, oneTimePassword } = await created({ email, password })
  expect([user.mustChangePassword, oneTimePassword]).toEqual([true, null])
  expect((await logInAs(auth, email, password)).status).toBe(200)
})

test('an address is one user, whatever its case', async () => {
  await created({ email: 'once@example.test' })
  const again = await admin.send('POST', '/api/users', { email: 'ONCE@example.test' })
  expect(outcomeOf(again)).toBe('409 conflict')
  const { user } = await created({ email: 'twice@example.test' })
  const path = `/api/users/${user.id}`
  expect(outcomeOf(await admin.send('PATCH', path, { email: 'Once@example.test' }))).toBe(
    '409 conflict',
  )
})

test('they are listed by address, page by page, and found by what address or name begins with', async () => {
  await created({ email: 'z.one@example.test', displayName: 'Ada_%' })
  await created({ email: 'Z.two@example.test', displayName: 'Grace' })
  await created({ email: 'z.three@example.test', displayName: 'ada b' })
  const page = async (query: string) =>
    usersSchema.parse((await admin.get(`/api/users?${query}`)).json())
  const first = await page('search=z.&limit=2')
  const second = await page(`search=z.&limit=2&after=${first.next}`)
  const emails = [...first.users, ...second.users].map(({ email }) => email)
  expect(emails).toEqual(['z.one@example.test', 'z.three@example.test', 'Z.two@example.test'])
  expect(second.next).toBeNull()
  expect((await page('search=ADA')).users).toHaveLength(2)
  expect((await page('search=ada_%25')).users).toHaveLength(1)
  expect((await page('search=%25')).users).toHaveLength(0)
})

test('A-35 a name may be changed at any time, an address only after a recent proof', async () => {
  const { user } = await created({ email: 'moves@example.test' })
  const path = `/api/users/${user.id}`
  const clerk = await actAs(auth, 'admin@example.test')
  await auth.db
    .updateTable('sessions')
    .set({ auth_time: new Date(auth.clock.now() - 6 * 60_000) })
    .where('revoked_at', 'is', null)
    .execute()
  const named = await clerk.send('PATCH', path, { displayName: 'Moved' })
  expect(userSchema.parse(named.json()).displayName).toBe('Moved')
  const refused = await clerk.send('PATCH', path, { email: 'moved@example.test' })
  expect(outcomeOf(refused)).toBe('403 step_up_required')
  admin = await actAs(auth, 'admin@example.test')
  const moved = await admin.send('PATCH', path, { email: 'moved@example.test' })
  expect(userSchema.parse(moved.json()).email).toBe('moved@example.test')
  expect(auth.notices().at(-1)?.what).toEqual({ type: 'user_changed', userId: user.id })
  expect(outcomeOf(await admin.send('PATCH', path, {}))).toBe('400 invalid_request')
  expect((await history(user.id)).map(({ action }) => action)).toEqual([
    'user.created',
    'user.changed',
    'user.changed',
  ])
})

test.each([
  { what: 'disabled', method: 'POST', suffix: '/disable', status: '200' },
  { what: 'deleted', method: 'DELETE', suffix: '', status: '204' },
])(
  'A-22 a user who is $what is out at once, in every session, and it is announced with the commit',
  async ({ what, method, suffix, status }) => {
    const email = `${what}@example.test`
    const id = await addUser(auth.db, { email, role: 'viewer' })
    const pairs = [await tokensOf(auth, email), await tokensOf(auth, email)]
    auth.announced.length = 0
    expect(outcomeOf(await admin.send(method, `/api/users/${id}${suffix}`))).toBe(status)
    expect(auth.notices().map(({ what: { type } }) => type)).toEqual([
      'session_revoked',
      'session_revoked',
      'user_changed',
    ])
    for (const pair of pairs) {
      expect((await meWith(auth, pair.access_token)).status).toBe(401)
      expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
    }
    expect((await history(id)).map(({ action }) => action)).toEqual([`user.${what}`])
    expect((await logInAs(auth, email)).status).toBe(401)
    const revoked = await auth.db
      .selectFrom('audit_log')
      .select('details')
      .where('action', '=', 'session.revoked')
      .where(sql<boolean>`details ->> 'reason' = ${`user.${what}`}`)
      .execute()
    expect(revoked).toHaveLength(2)
  },
)

test('a user is let in again, but what was ended stays ended', async () => {
  const email = 'again@example.test'
  const id = await addUser(auth.db, { email })
  const pair = await tokensOf(auth, email)
  await admin.send('POST', `/api/users/${id}/disable`)
  const enabled = await admin.send('POST', `/api/users/${id}/enable`)
  expect(userSchema.parse(enabled.json()).disabledAt).toBeNull()
  expect((await meWith(auth, pair.access_token)).status).toBe(401)
  expect((await logInAs(auth, email)).status).toBe(200)
  expect(outcomeOf(await admin.send('POST', `/api/users/${id}/enable`))).toBe('200')
  expect((await history(id)).map(({ action }) => action)).toEqual(['user.disabled', 'user.enabled'])
})

test('one that is none is not found', async () => {
  const path = '/api/users/00000000-0000-4000-8000-000000000000'
  expect(outcomeOf(await admin.get(path))).toBe('404 not_found')
  expect(outcomeOf(await admin.send('DELETE', path))).toBe('404 not_found')
  expect(outcomeOf(await admin.send('POST', `${path}/disable`))).toBe('404 not_found')
})
