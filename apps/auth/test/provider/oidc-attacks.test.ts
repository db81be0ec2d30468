import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { startTestAuth } from '../auth-service.ts'
import { call } from '../client.ts'
import {
  atProvider,
  CALLBACK,
  comeBack,
  leave,
  locationOf,
  logInAt,
  oidcEnv,
  setCookies,
  startStage,
  type ProviderStage,
} from './provider-stage.ts'
import { OTHER_CLIENT_ID, reissued, startProvider } from '@argus/testkit/identity-provider/provider'

let stage: ProviderStage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage[Symbol.asyncDispose]())
beforeEach(() => {
  stage.provider.accounts.set('ada', { email: 'ada@example.test', groups: ['readers'] })
  stage.provider.tamper = undefined
})

const sessions = async (): Promise<number> =>
  (await stage.auth.db.selectFrom('sessions').select('id').execute()).length

/** That a login fails with a code and nothing else: no Session, no cookie. */
async function refused(login: () => Promise<Awaited<ReturnType<typeof comeBack>>>, code: string) {
  const before = await sessions()
  const answer = await login()
  expect(locationOf(answer)).toBe(`/login?error=${code}`)
  expect(setCookies(answer)).toEqual([])
  expect(await sessions()).toBe(before)
}

function changed(url: URL, fields: Readonly<Record<string, string | undefined>>): URL {
  const copy = new URL(url)
  for (const [name, value] of Object.entries(fields)) {
    copy.searchParams.delete(name)
    if (value !== undefined) copy.searchParams.set(name, value)
  }
  return copy
}

test('A-34 a state that we did not give, or none, is refused', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(to, 'ada')
  await refused(
    () => comeBack(stage.auth, changed(back, { state: 'A'.repeat(43) }), cookie),
    'login_expired',
  )
  await refused(
    () => comeBack(stage.auth, changed(back, { state: undefined }), cookie),
    'login_expired',
  )
  const twice = new URL(back)
  twice.searchParams.append('state', 'A'.repeat(43))
  await refused(() => comeBack(stage.auth, twice, cookie), 'login_expired')
})

test('A-34 a state is worth one login', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(to, 'ada')
  expect(locationOf(await comeBack(stage.auth, back, cookie))).toBe('/')
  await refused(() => comeBack(stage.auth, back, cookie), 'login_expired')
})

test('A-34 of two that come back with one state at once, one is logged in', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(to, 'ada')
  const answers = await Promise.all([1, 2, 3].map(() => comeBack(stage.auth, back, cookie)))
  expect(answers.map(locationOf).toSorted()).toEqual([
    '/',
    '/login?error=login_expired',
    '/login?error=login_expired',
  ])
})

test('A-34 another browser cannot finish a login, and does not spend it', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(to, 'ada')
  const other = await leave(stage.auth)
  await refused(() => comeBack(stage.auth, back, other.cookie), 'login_expired')
  await refused(() => comeBack(stage.auth, back, 'nothing=at-all'), 'login_expired')
  expect(locationOf(await comeBack(stage.auth, back, cookie))).toBe('/')
})

test('A-34 a login is over ten minutes after it began', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(to, 'ada')
  await stage.auth.clock.advance(10 * 60_000)
  await refused(() => comeBack(stage.auth, back, cookie), 'login_expired')
})

test('A-34 an ID token for another nonce is refused', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(changed(to, { nonce: 'B'.repeat(43) }), 'ada')
  await refused(() => comeBack(stage.auth, back, cookie), 'provider_refused')
})

test('A-34 a login without the PKCE challenge, or with another, is refused', async () => {
  for (const fields of [
    { code_challenge: undefined, code_challenge_method: undefined },
    { code_challenge: 'C'.repeat(43) },
    { code_challenge: 'C'.repeat(43), code_challenge_method: 'plain' },
  ]) {
    const { to, cookie } = await leave(stage.auth)
    // A provider that takes no plain challenges says so at once.
    const back = await atProvider(changed(to, fields), 'ada')
    await refused(() => comeBack(stage.auth, back, cookie), 'provider_refused')
  }
})

test('A-34 an answer of another issuer, or of none, is refused before its code is shown to anybody', async () => {
  for (const iss of ['https://evil.example', undefined]) {
    const { to, cookie } = await leave(stage.auth)
    const back = await atProvider(to, 'ada')
    expect(back.searchParams.get('iss')).toBe(stage.provider.issuer)
    await refused(() => comeBack(stage.auth, changed(back, { iss }), cookie), 'provider_refused')
  }
})

test('A-34 a code that another client was given is refused', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = await atProvider(changed(to, { client_id: OTHER_CLIENT_ID }), 'ada')
  await refused(() => comeBack(stage.auth, back, cookie), 'provider_refused')
})

test('A-34 an ID token that was changed on its way, or is for another, is refused', async () => {
  const changes: readonly ((token: string) => string)[] = [
    (token) => {
      const [header, , signature] = token.split('.')
      const gained = { email: 'ada@example.test', groups: ['admins'] }
      const [, claims] = reissued(token, gained).split('.')
      return [header, claims, signature].join('.')
    },
    (token) => {
      const [, claims] = token.split('.')
      const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
      return `${none}.${claims}.`
    },
    (token) => reissued(token, { aud: OTHER_CLIENT_ID }),
    (token) => reissued(token, { iss: 'https://evil.example' }),
    (token) => reissued(token, { exp: Math.floor(Date.now() / 1_000) - 120 }),
  ]
  for (const tamper of changes) {
    stage.provider.tamper = tamper
    await refused(() => logInAt(stage.auth, 'ada'), 'provider_refused')
  }
  // The same way with nothing changed: what refuses above is not the way itself.
  stage.provider.tamper = (token) => reissued(token, {})
  expect(locationOf(await logInAt(stage.auth, 'ada'))).toBe('/')
})

test('A-34 a fresh login takes a proof that is fresh', async () => {
  stage.provider.tamper = (token) =>
    reissued(token, { auth_time: Math.floor(Date.now() / 1_000) - 3_600 })
  await refused(() => logInAt(stage.auth, 'ada', '?fresh=true'), 'provider_refused')
})

test('A-34 of what the provider writes about an error nothing reaches the page', async () => {
  const { to, cookie } = await leave(stage.auth)
  const back = new URL(CALLBACK)
  back.search = new URLSearchParams({
    error: 'access_denied',
    error_description: '<script>alert(1)</script>',
    state: to.searchParams.get('state') ?? '',
    iss: stage.provider.issuer,
  }).toString()
  await refused(() => comeBack(stage.auth, back, cookie), 'provider_refused')
})

test('A-34 a finished login leads to a path of the console and nowhere else', async () => {
  for (const place of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'javascript:alert(1)',
    '/api/auth/oidc/login',
    '/login',
    'explore',
    '',
  ]) {
    const query = `?return_to=${encodeURIComponent(place)}`
    expect(locationOf(await logInAt(stage.auth, 'ada', query))).toBe('/')
  }
})

test('A-34 what a login waits with is sealed or digested in the database', async () => {
  const { to, cookie } = await leave(stage.auth)
  const rows = await stage.auth.db.selectFrom('provider_logins').selectAll().execute()
  const text = JSON.stringify(rows, (_, value: unknown) =>
    value instanceof Object && 'data' in value
      ? Buffer.from(Object(value).data).toString('latin1')
      : value,
  )
  expect(text).toContain(to.searchParams.get('nonce'))
  expect(text).not.toContain(to.searchParams.get('state'))
  expect(text).not.toContain(cookie.slice(cookie.indexOf('=') + 1))
  const back = await atProvider(to, 'ada')
  expect(locationOf(await comeBack(stage.auth, back, cookie))).toBe('/')
})

test('A-34 a provider that is away keeps nobody from starting, and is asked again after a while', async () => {
  const gone = await startProvider({ redirectUrl: CALLBACK })
  const { issuer } = gone
  await gone[Symbol.asyncDispose]()
  await using auth = await startTestAuth({ env: oidcEnv(issuer) })
  const begin = () => call(`${auth.service.url}/api/auth/oidc/login`, { redirect: 'manual' })
  expect(locationOf(await begin())).toBe('/login?error=provider_unavailable')

  await using back = await startProvider({
    redirectUrl: CALLBACK,
    port: Number(new URL(issuer).port),
  })
  expect(locationOf(await begin())).toBe('/login?error=provider_unavailable')
  await auth.clock.advance(10_000)
  expect(locationOf(await begin()).startsWith(`${back.issuer}/auth?`)).toBe(true)
})

test('A-34 a refused login is in the audit log, with its reason and no text of the provider', async () => {
  stage.provider.tamper = (token) => reissued(token, { nonce: 'another' })
  await logInAt(stage.auth, 'ada')
  const row = await stage.auth.db
    .selectFrom('audit_log')
    .select(['action', 'outcome', 'details'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  expect(row).toEqual({
    action: 'login.failed',
    outcome: 'refused',
    details: { reason: 'provider_refused', issuer: stage.provider.issuer },
  })
})
