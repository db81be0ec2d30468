import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { addUser, startTestAuth } from '../auth-service.ts'
import { bearer, call, logInAs, post } from '../client.ts'
import {
  accessTokenOf,
  atProvider,
  comeBack,
  leave,
  locationOf,
  logInAt,
  meOf,
  oidcEnv,
  setCookies,
  startStage,
  type ProviderStage,
} from './provider-stage.ts'

let stage: ProviderStage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage[Symbol.asyncDispose]())
beforeEach(() => {
  stage.provider.accounts.set('ada', {
    email: 'ada@example.test',
    email_verified: true,
    name: 'Ada Example',
    groups: ['readers', 'shop', 'somewhere else'],
  })
})

const userOf = (subject: string) =>
  stage.auth.db
    .selectFrom('identities')
    .innerJoin('users', 'users.id', 'identities.user_id')
    .selectAll('users')
    .select('issuer')
    .where('subject', '=', subject)
    .executeTakeFirst()

const auditOf = async (target: string): Promise<string[]> => {
  const rows = await stage.auth.db
    .selectFrom('audit_log')
    .select('action')
    .where((row) => row.or([row('target', '=', target), row('actor_id', '=', target)]))
    .orderBy('id')
    .execute()
  return rows.map(({ action }) => action)
}

test('A-34 the log-in page is told the name of the provider', async () => {
  const answer = await call(`${stage.auth.service.url}/api/auth/oidc`)
  expect(answer.json()).toEqual({ configured: true, name: 'Example ID' })
})

test('A-34 a browser goes to the provider with PKCE S256, state and nonce, and nothing guessable', async () => {
  const [one, other] = [await leave(stage.auth), await leave(stage.auth)]
  const fields = one.to.searchParams
  expect(one.to.href.startsWith(stage.provider.issuer)).toBe(true)
  expect(fields.get('response_type')).toBe('code')
  expect(fields.get('code_challenge_method')).toBe('S256')
  expect(fields.get('scope')).toBe('openid profile email groups')
  for (const name of ['code_challenge', 'state', 'nonce']) {
    expect(fields.get(name)).toMatch(/^[\w-]{43}$/)
    expect(fields.get(name)).not.toBe(other.to.searchParams.get(name))
  }
  expect(one.cookie).toMatch(/^__Host-argus_login=[\w-]{43}$/)
})

test('A-34 a first login makes a user without a password, with the roles of the groups, and comes back where it began', async () => {
  const answer = await logInAt(stage.auth, 'ada', '?return_to=/explore%3Fq%3D1')
  expect(locationOf(answer)).toBe('/explore?q=1')
  expect(
    setCookies(answer).some((line) => /argus_rt=.*HttpOnly; SameSite=Strict; Secure/.test(line)),
  ).toBe(true)
  expect(setCookies(answer).some((line) => line.startsWith('__Host-argus_login=; Max-Age=0'))).toBe(
    true,
  )
  const me = await meOf(stage.auth, await accessTokenOf(stage.auth, answer))
  expect(me).toMatchObject({ email: 'ada@example.test', displayName: 'Ada Example' })
  expect(me.grants.toSorted((one, other) => one.role.localeCompare(other.role))).toMatchObject([
    { role: 'developer', cluster: 'prod', namespace: 'shop' },
    { role: 'viewer', cluster: null, namespace: null },
  ])
  const user = await userOf('ada')
  expect(user).toMatchObject({ issuer: stage.provider.issuer, password_hash: null })
  expect(await auditOf(me.id)).toEqual([
    'user.created',
    'role.assigned',
    'role.assigned',
    'login.ok',
    'refresh.rotated',
  ])
  const { amr } = await stage.auth.db
    .selectFrom('sessions')
    .select('amr')
    .where('user_id', '=', me.id)
    .executeTakeFirstOrThrow()
  expect(amr).toEqual(['fed'])
  expect((await logInAs(stage.auth, 'ada@example.test')).status).toBe(401)
})

test('A-34 roles follow the groups at each login, with a notice where they changed and without where not', async () => {
  await logInAt(stage.auth, 'ada')
  const before = await userOf('ada')
  await logInAt(stage.auth, 'ada')
  expect(await userOf('ada')).toMatchObject({ authz_version: before?.authz_version })

  await stage.auth.db
    .insertInto('user_roles')
    .columns(['user_id', 'role_id'])
    .expression((query) =>
      query
        .selectFrom('roles')
        .select((row) => [row.val(before?.id ?? '').as('user_id'), 'id'])
        .where('name', '=', 'operator'),
    )
    .execute()
  stage.provider.accounts.set('ada', {
    email: 'ada@example.test',
    groups: ['shop', 'admins', 'ghosts'],
  })
  const answer = await logInAt(stage.auth, 'ada')
  const { grants } = await meOf(stage.auth, await accessTokenOf(stage.auth, answer))
  expect(grants.map(({ role }) => role).toSorted()).toEqual(['admin', 'developer', 'operator'])
  const version = (before?.authz_version ?? 0) + 1
  expect(await userOf('ada')).toMatchObject({ authz_version: version })
  expect(stage.auth.notices().at(-1)?.what).toEqual({
    type: 'grants_changed',
    userId: before?.id,
    authzVersion: version,
  })
  expect((await auditOf(before?.id ?? '')).filter((action) => action.startsWith('role.'))).toEqual([
    'role.assigned',
    'role.assigned',
    'role.unassigned',
    'role.assigned',
  ])
})

test('A-34 who has no role is refused and not made, and who lost the last one keeps none', async () => {
  stage.provider.accounts.set('bob', { email: 'bob@example.test', groups: ['nowhere'] })
  expect(locationOf(await logInAt(stage.auth, 'bob'))).toBe('/login?error=no_role')
  expect(await userOf('bob')).toBeUndefined()

  stage.provider.accounts.set('bob', { email: 'bob@example.test', groups: ['readers'] })
  expect(locationOf(await logInAt(stage.auth, 'bob'))).toBe('/')
  stage.provider.accounts.set('bob', { email: 'bob@example.test' })
  expect(locationOf(await logInAt(stage.auth, 'bob'))).toBe('/login?error=no_role')
  const bob = await userOf('bob')
  const left = stage.auth.db
    .selectFrom('user_roles')
    .selectAll()
    .where('user_id', '=', bob?.id ?? '')
  expect(await left.execute()).toEqual([])
  expect(stage.auth.notices().at(-1)?.what).toMatchObject({
    type: 'grants_changed',
    userId: bob?.id,
  })
})

test('A-34 an identity is its issuer and subject: another address is the same user, the same address is another', async () => {
  await logInAt(stage.auth, 'ada')
  const ada = await userOf('ada')
  stage.provider.accounts.set('ada', { email: 'lovelace@example.test', groups: ['readers'] })
  const answer = await logInAt(stage.auth, 'ada')
  expect((await meOf(stage.auth, await accessTokenOf(stage.auth, answer))).id).toBe(ada?.id)

  stage.provider.accounts.set('mallory', { email: 'ADA@example.test', groups: ['admins'] })
  expect(locationOf(await logInAt(stage.auth, 'mallory'))).toBe('/login?error=email_taken')
  expect(await userOf('mallory')).toBeUndefined()
})

test('A-34 a user with a password is never taken over by the same address at the provider', async () => {
  const id = await addUser(stage.auth.db, { email: 'root@example.test', role: 'admin' })
  stage.provider.accounts.set('eve', {
    email: 'root@example.test',
    email_verified: true,
    groups: ['readers'],
  })
  expect(locationOf(await logInAt(stage.auth, 'eve'))).toBe('/login?error=email_taken')
  expect(
    await stage.auth.db.selectFrom('sessions').selectAll().where('user_id', '=', id).execute(),
  ).toEqual([])
  expect(
    await stage.auth.db.selectFrom('identities').selectAll().where('user_id', '=', id).execute(),
  ).toEqual([])
})

test('A-34 an address that the provider has not verified makes no user', async () => {
  for (const account of [{ email: 'x@example.test', email_verified: false }, {}]) {
    stage.provider.accounts.set('xavier', { ...account, groups: ['readers'] })
    expect(locationOf(await logInAt(stage.auth, 'xavier'))).toBe('/login?error=email_missing')
  }
  expect(await userOf('xavier')).toBeUndefined()
})

test('A-34 a disabled user stays out, whatever the provider says', async () => {
  stage.provider.accounts.set('dora', { email: 'dora@example.test', groups: ['readers'] })
  await logInAt(stage.auth, 'dora')
  const dora = await userOf('dora')
  await stage.auth.db
    .updateTable('users')
    .set({ disabled_at: new Date() })
    .where('id', '=', dora?.id ?? '')
    .execute()
  expect(locationOf(await logInAt(stage.auth, 'dora'))).toBe('/login?error=account_disabled')
})

test('A-34 a login begun at one replica ends at another', async () => {
  const { database, clock } = stage.auth
  const env = oidcEnv(stage.provider.issuer)
  await using replica = await startTestAuth({ database, clock, env })
  const { to, cookie } = await leave(stage.auth)
  const answer = await comeBack(replica, await atProvider(to, 'ada'), cookie)
  expect(locationOf(answer)).toBe('/')
  expect((await meOf(replica, await accessTokenOf(replica, answer))).email).toBe('ada@example.test')
})

test('A-34 two first logins of one identity at once make one user', async () => {
  stage.provider.accounts.set('twin', { email: 'twin@example.test', groups: ['readers'] })
  const begun = [await leave(stage.auth), await leave(stage.auth)]
  const back = await Promise.all(begun.map(({ to }) => atProvider(to, 'twin')))
  const answers = await Promise.all(
    begun.map(({ cookie }, which) => comeBack(stage.auth, back[which] ?? new URL(''), cookie)),
  )
  expect(answers.map(locationOf)).toEqual(['/', '/'])
})

test('A-34 a provider that does not say when it asked for the credentials gives no recent proof; a fresh login does', async () => {
  const dangerous = async (token: string) => {
    const roles = [{ role: 'viewer' }]
    const expiresAt = new Date(stage.auth.clock.now() + 86_400_000).toISOString()
    const body = { name: 'for a script', roles, expiresAt }
    return post(`${stage.auth.service.url}/api/auth/api-keys`, body, bearer(token))
  }
  const usual = await accessTokenOf(stage.auth, await logInAt(stage.auth, 'ada'))
  expect((await dangerous(usual)).json()).toMatchObject({ code: 'step_up_required' })

  const { to } = await leave(stage.auth, '?fresh=true')
  expect(to.searchParams.get('prompt')).toBe('login')
  expect(to.searchParams.get('max_age')).toBe('300')
  const fresh = await accessTokenOf(stage.auth, await logInAt(stage.auth, 'ada', '?fresh=true'))
  expect((await dangerous(fresh)).status).toBe(201)
})

test('A-34 without a provider there is nothing to log in by', async () => {
  await using bare = await startTestAuth()
  const url = `${bare.service.url}/api/auth/oidc`
  expect((await call(url)).json()).toEqual({ configured: false })
  expect((await call(`${url}/login`, { redirect: 'manual' })).status).toBe(404)
  expect((await call(`${url}/callback?code=1&state=2`, { redirect: 'manual' })).status).toBe(404)
})
