import { argon2Sync } from 'node:crypto'

import { importKeys } from '@argus/access/key-set'
import { accessTokenVerifier } from '@argus/access/verify-access-token'
import { keySetSchema, meSchema } from '@argus/contracts/http/auth'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import bcrypt from 'bcryptjs'

import { addUser, CONSOLE, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { call, claimsOf, headerOf, logInAs, meWith, pairOf, post, tokensOf } from '../client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, {
    email: 'Someone@example.test',
    role: 'viewer',
    cluster: 'prod',
    namespace: 'shop',
  })
})
afterAll(() => auth[Symbol.asyncDispose]())

test('a login gives a pair, for any spelling of the address in upper and lower case', async () => {
  const answer = await logInAs(auth, 'sOMEONE@example.test')
  expect(pairOf(answer)).toMatchObject({ token_type: 'Bearer', expires_in: 300 })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('set-cookie')).toBeNull()
})

test('me says who the access token is and what they may do', async () => {
  const { access_token: token } = await tokensOf(auth, 'someone@example.test')
  const me = meSchema.parse((await meWith(auth, token)).json())
  expect(me).toMatchObject({ email: 'Someone@example.test', sessionId: claimsOf(token)['sid'] })
  expect(me.grants).toEqual([
    expect.objectContaining({ role: 'viewer', cluster: 'prod', namespace: 'shop' }),
  ])
  expect(me.grants[0]?.permissions).toContainEqual({ apiGroup: '*', resource: '*', verb: 'watch' })
})

test.each([
  ['nothing', ''],
  ['junk', 'junk'],
  ['a refresh token', 'refresh'],
])('me refuses %s', async (_, given) => {
  const pair = await tokensOf(auth, 'someone@example.test')
  const answer = await meWith(auth, given === 'refresh' ? pair.refresh_token : given)
  expect([answer.status, answer.json()]).toEqual([
    401,
    { error: 'not logged in', code: 'unauthenticated' },
  ])
})

test('A-12 an access token has the shape of RFC 9068: no e-mail, no roles', async () => {
  const { access_token: token } = await tokensOf(auth, 'someone@example.test')
  expect(headerOf(token)).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) })
  const claims = claimsOf(token)
  expect(Object.keys(claims).toSorted()).toEqual([
    'aud',
    'client_id',
    'exp',
    'iat',
    'iss',
    'jti',
    'sid',
    'sub',
  ])
  expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(300)
  expect(JSON.stringify(claims)).not.toMatch(/example\.test|viewer/)
})

test('A-12 the key set verifies access tokens, and knows nothing of refresh tokens', async () => {
  const answer = await call(`${auth.service.url}/.well-known/jwks.json`)
  expect(answer.headers.get('cache-control')).toBe('public, max-age=600')
  const published = keySetSchema.parse(answer.json())
  for (const key of published.keys) expect(Object.keys(key)).not.toContain('d')
  const keys = importKeys(published)
  const pair = await tokensOf(auth, 'someone@example.test')
  const verify = accessTokenVerifier({
    issuer: 'argus-auth',
    audience: 'argus',
    keyFor: (kid) => keys.get(kid),
    clock: auth.clock,
  })
  expect((await verify(pair.access_token)).valid).toBe(true)
  expect(headerOf(pair.refresh_token)['typ']).toBe('refresh')
  expect(keys.has(String(headerOf(pair.refresh_token)['kid']))).toBe(false)
})

describe('A-04 passwords', () => {
  test.each([
    ['a bcrypt hash', () => bcrypt.hash(PASSWORD, 4)],
    ['argon2id below the floor', async () => weakHash()],
  ])('%s logs in, and is argon2id at the floor afterwards', async (kind, make) => {
    const email = `${kind.replaceAll(' ', '-')}@example.test`
    const id = await addUser(auth.db, { email, passwordHash: await make() })
    expect((await logInAs(auth, email)).status).toBe(200)
    const { password_hash: hash } = await auth.db
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(hash ?? '') ?? []
    expect(Number(memory)).toBeGreaterThanOrEqual(19_456)
    expect(Number(passes)).toBeGreaterThanOrEqual(2)
    expect((await logInAs(auth, email)).status).toBe(200)
    expect((await logInAs(auth, email, `${PASSWORD}x`)).status).toBe(401)
  })
})

test('A-06 unknown, mistaken, disabled and without a password: byte-equal answers', async () => {
  await addUser(auth.db, { email: 'disabled@example.test', disabled: true })
  const external = await addUser(auth.db, { email: 'external@example.test' })
  await auth.db
    .updateTable('users')
    .set({ password_hash: null })
    .where('id', '=', external)
    .execute()
  const answers = await Promise.all([
    logInAs(auth, 'nobody@example.test'),
    logInAs(auth, 'someone@example.test', 'something else entirely'),
    logInAs(auth, 'disabled@example.test'),
    logInAs(auth, 'external@example.test'),
    logInAs(auth, 'nobody\u0000@example.test'),
  ])
  const seen = answers.map(({ status, headers, text }) => {
    const fields = [...headers].filter(([name]) => name !== 'date')
    return JSON.stringify([status, fields, text])
  })
  expect(new Set(seen).size).toBe(1)
  expect(answers[0]?.status).toBe(401)
  expect(answers[0]?.text).toBe('{"error":"invalid credentials","code":"invalid_credentials"}')
})

test('a twenty-first login of a user ends the Session that was unused the longest, with a Notice', async () => {
  await addUser(auth.db, { email: 'many@example.test' })
  const first = await tokensOf(auth, 'many@example.test')
  for (let logins = 1; logins < 20; logins += 1) {
    await auth.clock.advance(1_000)
    await tokensOf(auth, 'many@example.test')
  }
  expect((await meWith(auth, first.access_token)).status).toBe(200)
  await tokensOf(auth, 'many@example.test')
  expect((await meWith(auth, first.access_token)).status).toBe(401)
  const { sid, sub } = claimsOf(first.access_token)
  expect(auth.notices().map(({ what }) => what)).toEqual([
    { type: 'session_revoked', sessionId: sid, userId: sub },
  ])
})

describe('A-25 by cookie', () => {
  const logIn = (headers: Record<string, string>) =>
    post(
      `${auth.service.url}/api/auth/login`,
      { email: 'someone@example.test', password: PASSWORD, cookie: true },
      headers,
    )

  test('the refresh token is in the cookie and not in the body; refresh and log-out take it from there', async () => {
    const answer = await logIn({ origin: CONSOLE })
    expect(answer.json()).not.toHaveProperty('refresh_token')
    const [set = '', device = ''] = answer.headers.getSetCookie()
    expect(device).toMatch(
      /^__Host-argus_device=[\w-]{43}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(set).toMatch(
      /^__Host-argus_rt=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=28800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    const cookie = set.split(';')[0] ?? ''
    const fields = { origin: CONSOLE, cookie: `other=1; ${cookie}` }
    const refreshed = await post(`${auth.service.url}/api/auth/refresh`, {}, fields)
    expect(refreshed.json()).not.toHaveProperty('refresh_token')
    expect(refreshed.headers.get('set-cookie')).toMatch(/^__Host-argus_rt=/)
    const out = await post(`${auth.service.url}/api/auth/logout`, {}, fields)
    expect([out.status, out.json()]).toEqual([200, { message: 'logged out' }])
    expect(out.headers.get('set-cookie')).toBe(
      '__Host-argus_rt=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure',
    )
  })

  test('a cookie is given to nobody who does not name their page', async () => {
    expect((await logIn({})).status).toBe(403)
  })

  test('a cookie alone opens nothing but refresh and log-out', async () => {
    const cookie = (await logIn({ origin: CONSOLE })).headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await call(`${auth.service.url}/api/auth/me`, { headers: { cookie } })).status).toBe(
      401,
    )
  })
})

describe('A-26 calls that other pages could make', () => {
  const body = { email: 'someone@example.test', password: PASSWORD }
  const cookie = '__Host-argus_rt=x.y.z'

  test.each<[string, string, Record<string, string>, number]>([
    ['login', 'another origin', { origin: 'https://evil.test' }, 403],
    ['login', 'the null origin', { origin: 'null' }, 403],
    ['login', 'our origin on another port', { origin: 'http://localhost:3001' }, 403],
    ['login', 'our origin as a suffix', { origin: 'http://localhost:3000.evil.test' }, 403],
    ['login', 'a cross-site request', { 'sec-fetch-site': 'cross-site' }, 403],
    [
      'login',
      'a cross-site request in our name',
      { origin: CONSOLE, 'sec-fetch-site': 'cross-site' },
      403,
    ],
    ['login', 'text', { 'content-type': 'text/plain' }, 415],
    ['login', 'a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['refresh', 'a cookie without a page', { cookie }, 403],
    ['logout', 'a cookie without a page', { cookie }, 403],
    ['logout', 'a cookie from another page', { cookie, origin: 'https://evil.test' }, 403],
  ])('%s: %s is refused before anything happens', async (name, ...[, headers, status]) => {
    const before = await auth.database.query('SELECT count(*) FROM auth.audit_log')
    const answer = await post(
      `${auth.service.url}/api/auth/${name}`,
      name === 'login' ? body : {},
      headers,
    )
    expect(answer.status).toBe(status)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await auth.database.query('SELECT count(*) FROM auth.audit_log')).toEqual(before)
  })

  test('a GET changes nothing: the calls that do are not there for it', async () => {
    for (const name of ['login', 'refresh', 'logout']) {
      expect((await call(`${auth.service.url}/api/auth/${name}`)).status).toBe(404)
    }
  })
})

describe('A-38 what cannot be read', () => {
  test.each<[string, string, number, string]>([
    ['broken JSON', '{"email":', 400, 'invalid_request'],
    ['no object', '[]', 400, 'invalid_request'],
    ['null', 'null', 400, 'invalid_request'],
    ['nothing', '', 400, 'invalid_request'],
    ['a missing field', '{"email":"a@b.c"}', 400, 'invalid_request'],
    ['an unknown field', '{"email":"a@b.c","password":"x","admin":true}', 400, 'invalid_request'],
    [
      'a prototype',
      '{"email":"a@b.c","password":"x","__proto__":{"cookie":true}}',
      400,
      'invalid_request',
    ],
    ['another type', '{"email":{"$ne":""},"password":"x"}', 400, 'invalid_request'],
    [
      'more than 64 KiB',
      JSON.stringify({ email: 'a', password: 'x'.repeat(70_000) }),
      413,
      'too_large',
    ],
  ])('%s has its code, and no more', async (_, ...[body, status, code]) => {
    for (const name of ['login', 'refresh', 'logout']) {
      const answer = await post(`${auth.service.url}/api/auth/${name}`, body)
      if (name !== 'login' && answer.status === 401) continue
      expect(answer.text).not.toMatch(/at .*\.ts|select |postgres|Zod|SyntaxError/i)
      if (name === 'login')
        expect([answer.status, answer.json()]).toEqual([status, expect.objectContaining({ code })])
    }
  })

  test('a bad body of a log-out is 400 with the text it always has', async () => {
    const answer = await post(`${auth.service.url}/api/auth/logout`, '{')
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: 'invalid request body', code: 'invalid_request' },
    ])
  })

  test('a path that does not decode is refused', async () => {
    const answer = await call(`${auth.service.internalUrl}/internal/sessions/%E0%A4%A`)
    expect(answer.status).toBe(400)
    expect(answer.text).not.toMatch(/URIError|node_modules/)
  })
})

function weakHash(): string {
  const salt = Buffer.from('saltsaltsaltsalt')
  const hash = argon2Sync('argon2id', {
    message: PASSWORD,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 1_024,
    passes: 1,
  })
  const text = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=1024,t=1,p=1$${text(salt)}$${text(hash)}`
}
