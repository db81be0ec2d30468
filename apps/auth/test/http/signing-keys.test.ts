import { randomUUID } from 'node:crypto'

import {
  requestedRotationSchema,
  revokedSigningKeySchema,
  signingKeysSchema,
} from '@argus/contracts/http/signing-keys'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import {
  bearer,
  call,
  claimsOf,
  headerOf,
  meWith,
  pairOf,
  post,
  refreshWith,
  tokensOf,
} from '../client.ts'

let auth: TestAuth
let token: string
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'root@example.test', role: 'admin' })
  await addUser(auth.db, { email: 'reader@example.test', role: 'viewer' })
})
beforeEach(async () => {
  token = (await tokensOf(auth, 'root@example.test')).access_token
})
afterAll(() => auth[Symbol.asyncDispose]())

const url = (path = '') => `${auth.service.url}/api/auth/signing-keys${path}`
const list = async () =>
  signingKeysSchema.parse((await call(url(), { headers: bearer(token) })).json())
const keyOf = async (use: string, state: string) =>
  (await list()).signingKeys.find((key) => key.use === use && key.state === state)
const rotate = (use: string, as = token) => post(url('/rotate'), { use }, bearer(as))
const revoke = (kid: string, as = token) => post(url(`/${kid}/revoke`), {}, bearer(as))

test('A-28 the key set holds public access keys only, for ten minutes', async () => {
  const answer = await call(`${auth.service.url}/.well-known/jwks.json`)
  expect(answer.headers.get('cache-control')).toMatch(/max-age=600/)
  const refresh = await keyOf('refresh', 'current')
  const access = await keyOf('access', 'current')
  expect(answer.json()).toEqual({
    keys: [
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        kid: access?.kid,
        alg: 'ES256',
        use: 'sig',
      },
    ],
  })
  expect(answer.text).not.toContain(refresh?.kid)
})

test('A-12 an access token says its type, its key and who, for five minutes, and nothing of rights or names', () => {
  expect(headerOf(token)).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) })
  const claims = claimsOf(token)
  expect(Object.keys(claims).toSorted()).toEqual(
    ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub'].toSorted(),
  )
  expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(300)
})

test('the list tells names and states, and nothing that a key is made of', async () => {
  const { text } = await call(url(), { headers: bearer(token) })
  const [key] = (await list()).signingKeys
  expect(Object.keys(key ?? {}).toSorted()).toEqual(
    ['createdAt', 'kid', 'state', 'stateSince', 'use'].toSorted(),
  )
  expect(text).not.toMatch(/"(x|y|d|private\w*|sealed)"/)
})

test('A-28 a rotation by command says when it takes effect, which is not before every verifier knows the key; a second one says the same', async () => {
  const asked = auth.clock.now()
  const first = requestedRotationSchema.parse((await rotate('access')).json())
  expect(Date.parse(first.takesEffectAt) - asked).toBeGreaterThanOrEqual(20 * 60_000)
  expect(requestedRotationSchema.parse((await rotate('access')).json())).toEqual(first)
  expect((await keyOf('access', 'next'))?.kid).toBe(first.kid)
  const keys = await call(`${auth.service.url}/.well-known/jwks.json`)
  expect(keys.text).toContain(first.kid)
  const made = await auth.db
    .selectFrom('audit_log')
    .select(['actor_email', 'details'])
    .where('action', '=', 'key.created')
    .where('target', '=', first.kid)
    .execute()
  expect(made).toEqual([
    { actor_email: 'root@example.test', details: { use: 'access', state: 'next' } },
  ])
})

describe('A-29 revoking in an emergency', () => {
  test('an access key replaces it at once, tells every service, and logs nobody out', async () => {
    const reader = await tokensOf(auth, 'reader@example.test')
    const before = await keyOf('access', 'current')
    if (before === undefined) throw new Error('there is no key')
    const { replacedBy } = revokedSigningKeySchema.parse((await revoke(before.kid)).json())
    expect((await meWith(auth, reader.access_token)).status).toBe(401)
    expect((await meWith(auth, token)).status).toBe(401)
    token = (await tokensOf(auth, 'root@example.test')).access_token
    expect(headerOf(token)['kid']).toBe(replacedBy)
    expect((await refreshWith(auth, reader.refresh_token)).status).toBe(200)
    expect(auth.notices().at(-1)?.what).toEqual({ type: 'keys_changed', revoked: [before.kid] })
    const rows = await auth.db
      .selectFrom('audit_log')
      .select(['action', 'details'])
      .where('target', '=', before.kid)
      .where('action', '=', 'key.revoked')
      .execute()
    expect(rows).toEqual([{ action: 'key.revoked', details: { use: 'access', why: 'command' } }])
    const { private_sealed: sealed } = await auth.db
      .selectFrom('signing_keys')
      .select('private_sealed')
      .where('kid', '=', before.kid)
      .executeTakeFirstOrThrow()
    expect(sealed).toHaveLength(0)
    // Once more changes nothing.
    const known = auth.notices().length
    expect(revokedSigningKeySchema.parse((await revoke(before.kid)).json()).replacedBy).toBeNull()
    expect(auth.notices()).toHaveLength(known)
  })

  test('a refresh key ends what it signed, and the other services hear nothing of it', async () => {
    const reader = await tokensOf(auth, 'reader@example.test')
    const known = auth.notices().length
    const kid = (await keyOf('refresh', 'current'))?.kid ?? ''
    expect((await revoke(kid)).status).toBe(200)
    expect((await refreshWith(auth, reader.refresh_token)).status).toBe(401)
    expect((await meWith(auth, reader.access_token)).status).toBe(200)
    expect(auth.notices()).toHaveLength(known)
    const again = await tokensOf(auth, 'reader@example.test')
    expect((await refreshWith(auth, again.refresh_token)).status).toBe(200)
  })

  test('a key that waits is revoked without another in its place', async () => {
    await rotate('access')
    const next = await keyOf('access', 'next')
    const current = await keyOf('access', 'current')
    const answer = revokedSigningKeySchema.parse((await revoke(next?.kid ?? '')).json())
    expect(answer.replacedBy).toBeNull()
    expect(await keyOf('access', 'next')).toBeUndefined()
    expect(await keyOf('access', 'current')).toEqual(current)
  })

  test('what is no key is not found', async () => {
    expect((await revoke(randomUUID())).status).toBe(404)
    expect((await revoke('x')).status).toBe(400)
  })
})

test('who may not administer keys may not see, rotate or revoke them', async () => {
  const reader = (await tokensOf(auth, 'reader@example.test')).access_token
  const kid = (await keyOf('access', 'current'))?.kid ?? ''
  for (const answer of [
    await call(url(), { headers: bearer(reader) }),
    await rotate('access', reader),
    await revoke(kid, reader),
  ])
    expect(answer.status).toBe(403)
  expect((await call(url())).status).toBe(401)
})

test('A-35 who proved themselves too long ago may see keys, and must prove themselves again to move them', async () => {
  const pair = await tokensOf(auth, 'root@example.test')
  await auth.clock.advance(5 * 60_000 + 1)
  const late = pairOf(await refreshWith(auth, pair.refresh_token)).access_token
  expect((await call(url(), { headers: bearer(late) })).status).toBe(200)
  const answer = await rotate('refresh', late)
  expect([answer.status, answer.json()]).toEqual([
    403,
    expect.objectContaining({ code: 'step_up_required' }),
  ])
})
