import { availableParallelism } from 'node:os'

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { hashQueue } from '../../src/user/hash-queue.ts'
import { oneTimePassword } from '../../src/user/one-time-password.ts'
import { createPasswords } from '../../src/user/password-hash.ts'
import { addUser, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import {
  bearer,
  call,
  claimsOf,
  logInAs,
  meWith,
  pairOf,
  refreshWith,
  tokensOf,
  type Pair,
} from '../client.ts'
import { enrolTotp } from './second-factors.ts'

const EMAIL = 'someone@example.test'
const NEW = 'seven quiet lanterns by the sea'
const passwords = createPasswords(hashQueue(availableParallelism()))

let auth: TestAuth
let own: string
beforeEach(async () => {
  auth = await startTestAuth()
  own = await addUser(auth.db, { email: EMAIL, role: 'viewer' })
})
afterEach(() => auth[Symbol.asyncDispose]())

const change = ({ access_token: token }: Pair, body: object) =>
  call(`${auth.service.url}/api/users/me/password`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify(body),
  })
const sidOf = ({ access_token: token }: Pair): string => String(claimsOf(token)['sid'])

async function giveOneTimePassword(): Promise<string> {
  const { password, columns } = await oneTimePassword(passwords, auth.clock.now())
  await auth.db.updateTable('users').set(columns).where('id', '=', own).execute()
  return password
}

describe('A-22 a new password', () => {
  test('ends every other session of its user, tells the gateways, and leaves one row', async () => {
    const thief = await tokensOf(auth, EMAIL)
    const here = await tokensOf(auth, EMAIL)
    const answer = await change(here, { current: PASSWORD, password: NEW })
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect((await meWith(auth, thief.access_token)).status).toBe(401)
    expect((await refreshWith(auth, thief.refresh_token)).status).toBe(401)
    expect((await meWith(auth, here.access_token)).status).toBe(200)
    expect((await refreshWith(auth, here.refresh_token)).status).toBe(200)
    expect(auth.notices().map(({ what }) => what)).toEqual([
      { type: 'session_revoked', sessionId: sidOf(thief), userId: own },
    ])
    expect((await logInAs(auth, EMAIL)).status).toBe(401)
    expect((await logInAs(auth, EMAIL, NEW)).status).toBe(200)
    const rows = await auth.database.query(
      "SELECT outcome, target, details FROM auth.audit_log WHERE action = 'password.changed'",
    )
    expect(rows).toEqual([{ outcome: 'ok', target: own, details: {} }])
  })

  test('takes the current one: a wrong guess changes nothing, and is written down', async () => {
    const here = await tokensOf(auth, EMAIL)
    const answer = await change(here, { current: 'a wrong guess of it', password: NEW })
    expect([answer.status, answer.json()]).toMatchObject([401, { code: 'invalid_credentials' }])
    expect((await logInAs(auth, EMAIL)).status).toBe(200)
    const rows = await auth.database.query(
      "SELECT outcome FROM auth.audit_log WHERE action = 'password.changed'",
    )
    expect(rows).toEqual([{ outcome: 'refused' }])
  })

  test('of two at once, one is set; the other is told', async () => {
    const one = await tokensOf(auth, EMAIL)
    const answers = await Promise.all(
      [NEW, `${NEW}!`].map((password) => change(one, { current: PASSWORD, password })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).not.toEqual([204, 204])
    expect(answers.some(({ status }) => status === 204)).toBe(true)
  })

  test('is not for an account that has none', async () => {
    const here = await tokensOf(auth, EMAIL)
    await auth.db.updateTable('users').set({ password_hash: null }).where('id', '=', own).execute()
    expect((await change(here, { current: PASSWORD, password: NEW })).status).toBe(409)
  })
})

describe('A-02 a refused password', () => {
  test.each([
    ['A-01 too short', 'short but sweet', 'short'],
    ['A-01 too long', 'the quick brown fox '.repeat(7), 'long'],
    ['a common one', 'Password12345678', 'common'],
    ['the product', 'argus cluster 2026', 'Argus'],
    ['the address', 'someone.someone1', 'e-mail'],
    ['the current one', PASSWORD, 'current'],
  ])('%s is refused with the reason, and nothing changes', async (_, ...[password, reason]) => {
    const here = await tokensOf(auth, EMAIL)
    const body = {
      current: PASSWORD,
      password: password === 'short but sweet' ? 'short' : password,
    }
    const answer = await change(here, body)
    expect([answer.status, answer.json()]).toEqual([
      400,
      { code: 'password_refused', error: expect.stringContaining(reason) },
    ])
    expect((await logInAs(auth, EMAIL)).status).toBe(200)
  })
})

describe('A-01 with a second factor a shorter password will do', () => {
  const SHORT = 'nine tins'

  test('and goes with the factor: what remains must be replaced by a longer one', async () => {
    const here = await tokensOf(auth, EMAIL)
    expect((await change(here, { current: PASSWORD, password: SHORT })).status).toBe(400)
    await enrolTotp(auth, here.access_token)
    expect((await change(here, { current: PASSWORD, password: SHORT })).status).toBe(204)
    const removed = await call(`${auth.service.url}/api/users/me/mfa/totp`, {
      method: 'DELETE',
      headers: bearer(here.access_token),
    })
    expect(removed.status).toBe(204)
    const again = pairOf(await logInAs(auth, EMAIL, SHORT))
    expect((await meWith(auth, again.access_token)).json()).toMatchObject({
      mustChangePassword: true,
    })
    expect((await change(again, { current: SHORT, password: NEW })).status).toBe(204)
    expect((await meWith(auth, again.access_token)).json()).toMatchObject({
      mustChangePassword: false,
    })
  })

  test('a long one stays as it is', async () => {
    const here = await tokensOf(auth, EMAIL)
    await enrolTotp(auth, here.access_token)
    const headers = bearer(here.access_token)
    await call(`${auth.service.url}/api/users/me/mfa/totp`, { method: 'DELETE', headers })
    expect((await meWith(auth, here.access_token)).json()).toMatchObject({
      mustChangePassword: false,
    })
  })
})

describe('A-10 a one-time password', () => {
  test('opens one session that may do nothing but replace it; then it may what its user may', async () => {
    const password = await giveOneTimePassword()
    const here = pairOf(await logInAs(auth, EMAIL, password))
    expect((await meWith(auth, here.access_token)).json()).toMatchObject({
      mustChangePassword: true,
      grants: [],
    })
    const list = () =>
      call(`${auth.service.url}/api/auth/sessions`, { headers: bearer(here.access_token) })
    expect((await list()).json()).toMatchObject({ code: 'password_change_required' })
    const refreshed = pairOf(await refreshWith(auth, here.refresh_token))
    expect((await change(refreshed, { current: password, password: NEW })).status).toBe(204)
    expect((await list()).status).toBe(200)
    expect((await meWith(auth, here.access_token)).json()).toMatchObject({
      mustChangePassword: false,
      grants: [{ role: 'viewer' }],
    })
    // What was withheld appears on open sockets.
    expect(auth.notices().map(({ what }) => what)).toEqual([
      { type: 'grants_changed', userId: own, authzVersion: expect.any(Number) },
    ])
    expect((await logInAs(auth, EMAIL, password)).status).toBe(401)
    expect((await logInAs(auth, EMAIL, NEW)).status).toBe(200)
    await auth.clock.advance(25 * 3_600_000)
    expect((await logInAs(auth, EMAIL, NEW)).status).toBe(200)
  })

  test('proves nothing twice, nor after a day: the same answer as to any wrong one', async () => {
    const first = await giveOneTimePassword()
    expect((await logInAs(auth, EMAIL, first)).status).toBe(200)
    const spent = await logInAs(auth, EMAIL, first)
    const second = await giveOneTimePassword()
    await auth.clock.advance(24 * 3_600_000)
    const late = await logInAs(auth, EMAIL, second)
    const wrong = await logInAs(auth, EMAIL, 'a wrong guess of it')
    expect([spent.text, late.text]).toEqual([wrong.text, wrong.text])
    expect([spent.status, late.status, wrong.status]).toEqual([401, 401, 401])
  })
})
