import { passwordResetSchema } from '@argus/contracts/http/passwords'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, logInAs, meWith, pairOf, post, tokensOf, type Pair } from '../client.ts'

const EMAIL = 'someone@example.test'

let auth: TestAuth
let admin: Pair
let target: string
beforeEach(async () => {
  auth = await startTestAuth()
  target = await addUser(auth.db, { email: EMAIL, role: 'viewer' })
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  admin = await tokensOf(auth, 'admin@example.test')
})
afterEach(() => auth[Symbol.asyncDispose]())

const reset = (id: string, { access_token: token } = admin) =>
  post(`${auth.service.url}/api/users/${id}/password-reset`, {}, bearer(token))

/** A user who may change users everywhere, and hardly anything else. */
async function addHelpDesk(): Promise<Pair> {
  await auth.database.query("INSERT INTO auth.roles (name) VALUES ('help desk')")
  await auth.database.query(
    `INSERT INTO auth.role_permissions (role_id, api_group, resource, verb)
     SELECT id, given.api_group, given.resource, given.verb FROM auth.roles, (VALUES
       ('argus.internal', 'users', '*'), ('*', '*', 'get'), ('*', '*', 'list'), ('*', '*', 'watch')
     ) AS given (api_group, resource, verb) WHERE name = 'help desk'`,
  )
  await addUser(auth.db, { email: 'desk@example.test', role: 'help desk' })
  return tokensOf(auth, 'desk@example.test')
}

test('A-07 a reset opens an account that the guesses of others have locked', async () => {
  const email = 'locked@example.test'
  const id = await addUser(auth.db, { email })
  for (let time = 0; time < 5; time += 1) await logInAs(auth, email, 'wrong')
  expect((await logInAs(auth, email)).status).toBe(401)
  const { password } = passwordResetSchema.parse((await reset(id)).json())
  expect((await logInAs(auth, email, password)).status).toBe(200)
})

describe('A-22 a password reset', () => {
  test('answers a password for one login, ends every session of the user, and leaves one row', async () => {
    const open = await tokensOf(auth, EMAIL)
    const answer = await reset(target)
    const { password, expiresAt } = passwordResetSchema.parse(answer.json())
    expect(Buffer.from(password, 'base64url').length).toBeGreaterThanOrEqual(16)
    expect(expiresAt).toBe('2026-01-02T00:00:00.000Z')
    expect((await meWith(auth, open.access_token)).status).toBe(401)
    expect(auth.notices().map(({ what }) => what.type)).toEqual([
      'session_revoked',
      'grants_changed',
    ])
    expect((await logInAs(auth, EMAIL)).status).toBe(401)
    const here = pairOf(await logInAs(auth, EMAIL, password))
    expect((await meWith(auth, here.access_token)).json()).toMatchObject({
      mustChangePassword: true,
    })
    expect((await logInAs(auth, EMAIL, password)).status).toBe(401)
    const rows = await auth.database.query(
      "SELECT actor_email, target, details FROM auth.audit_log WHERE action = 'password.reset'",
    )
    expect(rows).toEqual([{ actor_email: 'admin@example.test', target, details: {} }])
  })

  test('is not what the bootstrap gave', async () => {
    const { password } = passwordResetSchema.parse((await reset(target)).json())
    await logInAs(auth, EMAIL, password)
    expect(
      await auth.database.query("SELECT 1 FROM auth.audit_log WHERE action = 'bootstrap.used'"),
    ).toEqual([])
  })

  test('takes a proof of the last five minutes', async () => {
    await auth.clock.advance(5 * 60_000 + 1)
    const token = pairOf(
      await post(`${auth.service.url}/api/auth/refresh`, { refresh_token: admin.refresh_token }),
    )
    const answer = await reset(target, token)
    expect([answer.status, answer.json()]).toMatchObject([403, { code: 'step_up_required' }])
  })
})

describe('A-37 a password reset is no way to become somebody', () => {
  test('who may do more than the one who asks is refused, and keeps their password', async () => {
    const desk = await addHelpDesk()
    expect((await reset(target, desk)).status).toBe(200)
    const [boss] = await auth.database.query(
      "SELECT id FROM auth.users WHERE email = 'admin@example.test'",
    )
    const answer = await reset(String(boss?.['id']), desk)
    expect([answer.status, answer.json()]).toMatchObject([403, { code: 'not_allowed' }])
    expect((await logInAs(auth, 'admin@example.test')).status).toBe(200)
  })

  test('who may not change users may not ask', async () => {
    const viewer = await tokensOf(auth, EMAIL)
    expect((await reset(target, viewer)).status).toBe(403)
  })

  test('is refused for oneself, for the disabled, for who has no password, and for nobody', async () => {
    const [boss] = await auth.database.query(
      "SELECT id FROM auth.users WHERE email = 'admin@example.test'",
    )
    const disabled = await addUser(auth.db, { email: 'off@example.test', disabled: true })
    const elsewhere = await addUser(auth.db, { email: 'oidc@example.test' })
    await auth.database.query(
      `UPDATE auth.users SET password_hash = NULL WHERE id = '${elsewhere}'`,
    )
    const answers = await Promise.all(
      [String(boss?.['id']), disabled, elsewhere, '00000000-0000-4000-8000-000000000000'].map(
        (id) => reset(id),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 404])
  })
})
