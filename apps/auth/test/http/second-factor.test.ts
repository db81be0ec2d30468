import { afterAll, beforeAll, expect, test } from '@jest/globals'
import bcrypt from 'bcryptjs'

import { addUser, CONSOLE, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { codeAt } from '../authenticator-app.ts'
import { claimsOf, logInAs, meWith, pairOf, post, tokensOf } from '../client.ts'
import {
  as,
  askedOf,
  codesOf,
  completeWith,
  enrolledUser,
  enrolTotp,
  nextCode,
  STEP_MS,
} from './second-factors.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

const actionsOf = async (target: string) =>
  (
    await auth.db
      .selectFrom('audit_log')
      .select('action')
      .where('target', '=', target)
      .orderBy('id')
      .execute()
  ).map(({ action }) => action)

test('A-33 a right password earns a challenge and no session; the code earns the session', async () => {
  const { email, userId, secret } = await enrolledUser(auth)
  const before = await auth.db
    .selectFrom('users')
    .select('last_login_at')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  const code = await nextCode(auth, secret)
  const asked = await askedOf(auth, email)
  expect(asked).toMatchObject({ methods: ['totp', 'recovery_code'], expires_in: 300 })
  const sessions = () =>
    auth.db
      .selectFrom('sessions')
      .select(['amr', 'id'])
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .execute()
  const during = await sessions()
  expect(during).toHaveLength(1)
  const { last_login_at: unchanged } = await auth.db
    .selectFrom('users')
    .select('last_login_at')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  expect(unchanged).toEqual(before.last_login_at)
  const pair = pairOf(await completeWith(auth, { challenge: asked.challenge, code }))
  const opened = (await sessions()).find(({ id }) => id === claimsOf(pair.access_token)['sid'])
  expect(opened?.amr).toEqual(['pwd', 'otp', 'mfa'])
  expect((await meWith(auth, pair.access_token)).status).toBe(200)
})

test('A-33 a code works once: not again in its step, nor one of an older step', async () => {
  const { email, secret } = await enrolledUser(auth)
  const older = codeAt(secret, auth.clock.now())
  const code = await nextCode(auth, secret)
  const give = async (given: string) =>
    completeWith(auth, { challenge: (await askedOf(auth, email)).challenge, code: given })
  expect((await give(code)).status).toBe(200)
  const again = await give(code)
  expect([again.status, again.json()]).toEqual([
    401,
    { error: 'the second factor is wrong, or was used before', code: 'invalid_credentials' },
  ])
  expect((await give(older)).status).toBe(401)
})

test('A-33 of twenty logins with the same code at the same moment one gets in', async () => {
  const { email, secret } = await enrolledUser(auth)
  const code = await nextCode(auth, secret)
  const challenges = await Promise.all(
    Array.from({ length: 4 }, async () => (await askedOf(auth, email)).challenge),
  )
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      completeWith(auth, { challenge: challenges[index % challenges.length], code }),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test.each([
  ['one step ahead', 1, 200],
  ['one step behind', -1, 200],
  ['two steps ahead', 2, 401],
  ['two steps behind', -2, 401],
])('A-33 a telephone whose clock is %s: %i', async (_, off, status) => {
  const { email, secret } = await enrolledUser(auth)
  await auth.clock.advance(4 * STEP_MS)
  const { challenge } = await askedOf(auth, email)
  const code = codeAt(secret, auth.clock.now() + off * STEP_MS)
  expect((await completeWith(auth, { challenge, code })).status).toBe(status)
})

test('A-33 a challenge takes five answers, then even the right one is too late', async () => {
  const { email, secret } = await enrolledUser(auth)
  const { challenge } = await askedOf(auth, email)
  const right = await nextCode(auth, secret)
  const wrong = right === '000000' ? '000001' : '000000'
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await completeWith(auth, { challenge, code: wrong })).status).toBe(401)
  }
  const late = await completeWith(auth, { challenge, code: right })
  expect(late.json()).toMatchObject({ code: 'unauthenticated' })
})

test('A-33 wrong codes are counted for their user over all challenges, and never for good', async () => {
  const { email, secret, token } = await enrolledUser(auth)
  const wrong = async () => {
    const { challenge } = await askedOf(auth, email)
    return completeWith(auth, { challenge, code: '000000' })
  }
  const statuses = await Promise.all(Array.from({ length: 12 }, wrong))
  expect(statuses.filter(({ status }) => status === 401)).toHaveLength(5)
  const [blocked] = statuses.filter(({ status }) => status === 429)
  expect([blocked?.json(), blocked?.headers.get('retry-after')]).toMatchObject([
    { code: 'too_many' },
    '1',
  ])
  const { challenge } = await askedOf(auth, email)
  const early = { challenge, code: codeAt(secret, auth.clock.now() + STEP_MS) }
  expect((await completeWith(auth, early)).status).toBe(429)
  expect(
    (await as(auth, token).post('/api/auth/step-up', { password: PASSWORD, code: '000000' }))
      .status,
  ).toBe(429)
  await auth.clock.advance(STEP_MS)
  expect((await wrong()).status).toBe(401)
  expect((await wrong()).headers.get('retry-after')).toBe('2')
  await auth.clock.advance(2_000)
  const right = {
    challenge: (await askedOf(auth, email)).challenge,
    code: codeAt(secret, auth.clock.now()),
  }
  expect((await completeWith(auth, right)).status).toBe(200)
  expect((await wrong()).status).toBe(401)
})

test('A-04 a password below today’s strength is stored anew before its second factor, which still fits', async () => {
  const { email, userId, secret } = await enrolledUser(auth)
  const outdated = await bcrypt.hash(PASSWORD, 4)
  const users = () => auth.db.updateTable('users').where('id', '=', userId)
  await users().set({ password_hash: outdated }).execute()
  const { challenge } = await askedOf(auth, email)
  const { password_hash: stored } = await auth.db
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  expect(stored).toMatch(/^\$argon2id\$/)
  const code = await nextCode(auth, secret)
  expect((await completeWith(auth, { challenge, code })).status).toBe(200)
  expect(await actionsOf(userId)).toContain('password.rehashed')
})

test('A-33 a challenge is for one login, for five minutes, and for one password', async () => {
  const { email, userId, secret } = await enrolledUser(auth)
  const used = await askedOf(auth, email)
  expect(
    (await completeWith(auth, { challenge: used.challenge, code: await nextCode(auth, secret) }))
      .status,
  ).toBe(200)
  const over = { code: 'unauthenticated' }
  const again = { challenge: used.challenge, code: await nextCode(auth, secret) }
  expect((await completeWith(auth, again)).json()).toMatchObject(over)

  const slow = await askedOf(auth, email)
  await auth.clock.advance(5 * 60_000)
  const late = { challenge: slow.challenge, code: codeAt(secret, auth.clock.now()) }
  expect((await completeWith(auth, late)).json()).toMatchObject(over)

  const replaced = await askedOf(auth, email)
  const { password_hash: hash } = await auth.db
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  await auth.db
    .updateTable('users')
    .set({ password_hash: `${hash}x` })
    .where('id', '=', userId)
    .execute()
  const stale = { challenge: replaced.challenge, code: codeAt(secret, auth.clock.now()) }
  expect((await completeWith(auth, stale)).json()).toMatchObject(over)
  await auth.db.updateTable('users').set({ password_hash: hash }).where('id', '=', userId).execute()

  const disabled = await askedOf(auth, email)
  await auth.db
    .updateTable('users')
    .set({ disabled_at: new Date() })
    .where('id', '=', userId)
    .execute()
  const shut = { challenge: disabled.challenge, code: codeAt(secret, auth.clock.now()) }
  expect((await completeWith(auth, shut)).json()).toMatchObject(over)
})

test('A-33 a recovery code works once, however it is typed, and is written down', async () => {
  const { email, userId, recoveryCodes, token } = await enrolledUser(auth)
  expect(recoveryCodes).toHaveLength(10)
  expect(new Set(recoveryCodes).size).toBe(10)
  const [first = ''] = recoveryCodes
  expect(first).toMatch(/^(?:[0-9a-z]{4}-){5}[0-9a-z]{4}$/)
  const { challenge } = await askedOf(auth, email)
  const typed = ` ${first.toUpperCase().replaceAll('-', ' ')}`
  const pair = pairOf(await completeWith(auth, { challenge, recovery_code: typed }))
  expect((await meWith(auth, pair.access_token)).status).toBe(200)
  const again = { challenge: (await askedOf(auth, email)).challenge, recovery_code: first }
  expect((await completeWith(auth, again)).status).toBe(401)
  expect((await as(auth, token).get('/api/users/me/mfa')).json()).toMatchObject({
    totp: true,
    recoveryCodesLeft: 9,
  })
  expect(await actionsOf(userId)).toEqual(
    expect.arrayContaining(['mfa.enrolled', 'mfa.recovery_code_used', 'mfa.failed']),
  )
})

test('A-33 new recovery codes replace the old ones', async () => {
  const { email, token, recoveryCodes } = await enrolledUser(auth)
  const renewed = codesOf(await as(auth, token).post('/api/users/me/mfa/recovery-codes'))
  expect(renewed.filter((code) => recoveryCodes.includes(code))).toEqual([])
  const give = async (code: string | undefined) =>
    completeWith(auth, {
      challenge: (await askedOf(auth, email)).challenge,
      recovery_code: code ?? '',
    })
  expect((await give(recoveryCodes[0])).status).toBe(401)
  expect((await give(renewed[0])).status).toBe(200)
})

test('A-33 nobody’s code or challenge is another’s', async () => {
  const one = await enrolledUser(auth)
  const other = await enrolledUser(auth)
  const code = await nextCode(auth, other.secret)
  const { challenge } = await askedOf(auth, one.email)
  expect((await completeWith(auth, { challenge, code })).status).toBe(401)
  const paper = { challenge, recovery_code: other.recoveryCodes[0] }
  expect((await completeWith(auth, paper)).status).toBe(401)
})

test.each([
  ['no factor', {}],
  ['two factors', { code: '123456', recovery_code: 'x' }],
  ['letters for a code', { code: 'abcdef' }],
])('A-33 a second half with %s is no request', async (_, body) => {
  const { email } = await enrolledUser(auth)
  const { challenge } = await askedOf(auth, email)
  expect((await completeWith(auth, { challenge, ...body })).status).toBe(400)
})

test('A-33 an app that never showed a code is asked for none, and may be begun again', async () => {
  const email = 'half@example.test'
  await addUser(auth.db, { email })
  const { access_token: token } = await tokensOf(auth, email)
  const first = await as(auth, token).post('/api/users/me/mfa/totp')
  expect((await logInAs(auth, email)).status).toBe(200)
  const { secret } = await enrolTotp(auth, token)
  expect(first.text).not.toContain(secret)
  expect((await as(auth, token).post('/api/users/me/mfa/totp')).status).toBe(409)
})

test('A-33 a wrong password is answered the same with and without a second factor', async () => {
  const { email } = await enrolledUser(auth)
  await addUser(auth.db, { email: 'plain@example.test' })
  const shape = async (who: string) => {
    const { status, headers, text } = await logInAs(auth, who, 'a wrong password of somebody')
    const kept = [...headers].filter(([name]) => !['date', 'etag'].includes(name))
    return [status, kept, text]
  }
  expect(await shape(email)).toEqual(await shape('plain@example.test'))
})

test('A-33 with the cookie asked for, the refresh token of the second half is in it alone', async () => {
  const { email, secret } = await enrolledUser(auth)
  const { challenge } = await askedOf(auth, email)
  const body = { challenge, code: await nextCode(auth, secret), cookie: true }
  const url = `${auth.service.url}/api/auth/login/second-factor`
  expect((await post(url, body)).json()).toMatchObject({ code: 'cross_site' })
  const answer = await post(url, body, { origin: CONSOLE })
  expect(answer.json()).not.toHaveProperty('refresh_token')
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-argus_rt=.+HttpOnly; SameSite=Strict/)
})
