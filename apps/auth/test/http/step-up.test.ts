import { randomUUID } from 'node:crypto'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Endpoint } from '@argus/contracts/endpoint'
import { tokensSchema } from '@argus/contracts/http/auth'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, CONSOLE, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, call, claimsOf, pairOf, post, refreshWith, tokensOf } from '../client.ts'
import { as, enrolledUser, enrolTotp, nextCode } from './second-factors.ts'

/**
 * Changes that a proof of five minutes ago is not asked for: each takes only away, concerns nothing but the look of things, or
 * asks for a proof of its own. Whatever else changes something needs `recent: true`.
 */
const HARMLESS: readonly string[] = [
  'post /api/auth/step-up',
  'post /api/auth/step-up/options',
  // The name alone; whoever may change the address of another is asked, as a test below shows.
  'patch /api/users/me',
  'patch /api/users/{id}',
  'patch /api/users/me/passkeys/{id}',
  'put /api/users/me/password',
  'put /api/users/me/preferences',
  'delete /api/auth/api-keys/{id}',
  'delete /api/users/{id}/api-keys/{key}',
  'delete /api/auth/sessions',
  'delete /api/auth/sessions/{id}',
  'delete /api/users/{id}/sessions',
  'post /api/roles/preview',
  'post /api/auth/device/find',
  'post /api/auth/device/deny',
]

const FIVE_MINUTES = 5 * 60_000
const contracts = fileURLToPath(
  new URL('../../../../packages/contracts/src/http/', import.meta.url),
)
const areas: Record<string, Readonly<Record<string, Endpoint>>>[] = await Promise.all(
  globSync('*.ts', { cwd: contracts }).map((area) => import(`${contracts}${area}`)),
)
const changes = areas
  .flatMap((area) => Object.entries(area))
  .filter(([name]) => name.endsWith('Endpoints'))
  .flatMap(([, endpoints]) => Object.values(endpoints))
  .filter(({ access, method }) => access.type === 'session' && method !== 'get')
  // Those are the watcher's to answer, and to test.
  .filter(({ path }) => !path.startsWith('/api/clusters'))
const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`
const dangerous = changes
  .filter(({ access }) => access.type === 'session' && access.recent === true)
  .map((endpoint) => [nameOf(endpoint), endpoint] as const)

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
})
afterAll(() => auth[Symbol.asyncDispose]())

/** A Session whose proof is more than five minutes old, with a fresh access token: a refresh proves nothing. */
async function longAgo(email: string): Promise<string> {
  const { refresh_token: refresh } = await tokensOf(auth, email)
  await auth.clock.advance(FIVE_MINUTES + 1)
  return pairOf(await refreshWith(auth, refresh)).access_token
}

const stepUp = (token: string, body: object) => as(auth, token).post('/api/auth/step-up', body)

function ask({ method, path }: Endpoint, token: string) {
  const url = auth.service.url + path.replaceAll(/\{\w+\}/g, () => randomUUID())
  const headers = { 'content-type': 'application/json', ...bearer(token) }
  return call(url, { method: method.toUpperCase(), headers, body: '{}' })
}

const sessionOf = (token: string) =>
  auth.db
    .selectFrom('sessions')
    .select(['auth_time', 'amr'])
    .where('id', '=', String(claimsOf(token)['sid']))
    .executeTakeFirstOrThrow()

const entriesOf = async (token: string) =>
  (
    await auth.db
      .selectFrom('audit_log')
      .select('action')
      .where('session_id', '=', String(claimsOf(token)['sid']))
      .where('action', 'like', 'step_up.%')
      .orderBy('id')
      .execute()
  ).map(({ action }) => action)

test('A-35 whatever changes something asks for a recent proof, or is known to be harmless', () => {
  const unproven = changes.map(nameOf).filter((name) => !dangerous.some(([own]) => own === name))
  expect(unproven.filter((name) => !HARMLESS.includes(name))).toEqual([])
  expect(HARMLESS.filter((name) => !unproven.includes(name))).toEqual([])
  expect(dangerous.length).toBeGreaterThan(5)
})

test.each(dangerous)('A-35 %s takes a proof of the last five minutes', async (_, endpoint) => {
  const token = await longAgo('admin@example.test')
  const before = await ask(endpoint, token)
  expect([before.status, before.json()]).toMatchObject([403, { code: 'step_up_required' }])
  expect((await stepUp(token, { password: PASSWORD })).status).toBe(200)
  // Let in, it may find nothing to do with an empty body; it is the door that is tested here.
  expect([200, 201, 202, 204, 400, 404, 409]).toContain((await ask(endpoint, token)).status)
})

test('A-35 the e-mail address of a user is changed by whoever proved themselves of late', async () => {
  const userId = await addUser(auth.db, { email: 'moves@example.test' })
  const token = await longAgo('admin@example.test')
  const move = () => as(auth, token).patch(`/api/users/${userId}`, { email: 'moved@example.test' })
  expect((await move()).json()).toMatchObject({ code: 'step_up_required' })
  expect((await stepUp(token, { password: PASSWORD })).status).toBe(200)
  expect((await move()).status).toBe(200)
})

test('A-35 after the proof it is done, for five minutes and no longer', async () => {
  await addUser(auth.db, { email: 'proving@example.test' })
  const token = await longAgo('proving@example.test')
  const begin = () => as(auth, token).post('/api/users/me/mfa/totp')
  expect((await begin()).status).toBe(403)
  const answer = await stepUp(token, { password: PASSWORD })
  const until = new Date(auth.clock.now() + FIVE_MINUTES).toISOString()
  expect(answer.json()).toMatchObject({ recentUntil: until })
  expect((await begin()).status).toBe(200)
  expect(await sessionOf(token)).toEqual({ auth_time: new Date(auth.clock.now()), amr: ['pwd'] })
  expect(await entriesOf(token)).toEqual(['step_up.ok'])
  await auth.clock.advance(FIVE_MINUTES)
  expect((await begin()).status).toBe(200)
  await auth.clock.advance(1)
  expect((await begin()).status).toBe(403)
})

test('A-35 A-15 after the proof the session goes on with new tokens; the refresh token before is used up', async () => {
  await addUser(auth.db, { email: 'renewed@example.test' })
  const before = await tokensOf(auth, 'renewed@example.test')
  const after = pairOf(await stepUp(before.access_token, { password: PASSWORD }))
  expect(after.access_token).not.toBe(before.access_token)
  expect(claimsOf(after.refresh_token)['sid']).toBe(claimsOf(before.refresh_token)['sid'])
  // A request that was on its way is answered with the same new one, for half a minute.
  const late = pairOf(await refreshWith(auth, before.refresh_token))
  expect(claimsOf(late.refresh_token)).toEqual(claimsOf(after.refresh_token))
  const next = pairOf(await refreshWith(auth, after.refresh_token))
  await auth.clock.advance(30_001)
  expect((await refreshWith(auth, before.refresh_token)).status).toBe(401)
  expect((await refreshWith(auth, next.refresh_token)).status).toBe(401)
})

test('A-35 a wrong proof renews nothing', async () => {
  await addUser(auth.db, { email: 'unrenewed@example.test' })
  const before = await tokensOf(auth, 'unrenewed@example.test')
  expect((await stepUp(before.access_token, { password: 'not it at all' })).status).toBe(401)
  const rotated = await refreshWith(auth, before.refresh_token)
  await auth.clock.advance(30_001)
  expect((await refreshWith(auth, pairOf(rotated).refresh_token)).status).toBe(200)
})

test('A-35 A-26 where the browser keeps the refresh token, the new one stays out of the reach of the page', async () => {
  await addUser(auth.db, { email: 'browser@example.test' })
  const url = `${auth.service.url}/api/auth/login`
  const body = { email: 'browser@example.test', password: PASSWORD, cookie: true }
  const loggedIn = await post(url, body, { origin: CONSOLE })
  const { access_token: token } = tokensSchema.parse(loggedIn.json())
  const cookieOf = (answer: typeof loggedIn) =>
    answer.headers.getSetCookie().find((line) => line.includes('argus_rt=')) ?? ''
  const [cookie = ''] = cookieOf(loggedIn).split(';')
  const headers = { ...bearer(token), cookie, origin: CONSOLE }
  const answer = await post(`${auth.service.url}/api/auth/step-up`, { password: PASSWORD }, headers)
  expect(answer.status).toBe(200)
  expect(answer.json()).not.toHaveProperty('refresh_token')
  expect(cookieOf(answer)).toMatch(/HttpOnly; SameSite=Strict/)
  expect(cookieOf(answer).startsWith(cookie)).toBe(false)
})

test('A-35 a wrong password proves nothing, and is written down', async () => {
  const token = await longAgo('admin@example.test')
  const before = await sessionOf(token)
  const answer = await stepUp(token, { password: 'not the password at all' })
  expect([answer.status, answer.json()]).toMatchObject([401, { code: 'invalid_credentials' }])
  expect(await sessionOf(token)).toEqual(before)
  expect(await entriesOf(token)).toEqual(['step_up.failed'])
  expect((await as(auth, token).post('/api/users/me/mfa/totp')).status).toBe(403)
})

test('A-35 with a second factor a password alone is not enough', async () => {
  const { token, secret, recoveryCodes } = await enrolledUser(auth)
  expect((await stepUp(token, { password: PASSWORD })).status).toBe(400)
  const code = await nextCode(auth, secret)
  const wrong = code === '000000' ? '000001' : '000000'
  expect((await stepUp(token, { password: PASSWORD, code: wrong })).status).toBe(401)
  expect((await stepUp(token, { password: 'another password', code })).status).toBe(401)
  expect((await stepUp(token, { password: PASSWORD, code })).status).toBe(200)
  expect((await sessionOf(token)).amr).toEqual(['pwd', 'otp', 'mfa'])
  expect((await stepUp(token, { password: PASSWORD, code })).status).toBe(401)
  const paper = { password: PASSWORD, recovery_code: recoveryCodes[0] }
  expect((await stepUp(token, paper)).status).toBe(200)
  expect(await entriesOf(token)).toEqual([
    'step_up.failed',
    'step_up.failed',
    'step_up.ok',
    'step_up.failed',
    'step_up.ok',
  ])
})

test('A-35 a code without the password proves nothing', async () => {
  await addUser(auth.db, { email: 'bare@example.test' })
  const { access_token: token } = await tokensOf(auth, 'bare@example.test')
  const { secret } = await enrolTotp(auth, token)
  expect((await stepUp(token, { code: await nextCode(auth, secret) })).status).toBe(400)
})
