import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import {
  bearer,
  claimsOf,
  logOutWith,
  meWith,
  pairOf,
  post,
  refreshWith,
  tokensOf,
  type Pair,
} from '../client.ts'

let auth: TestAuth
let pair: Pair
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'one@example.test' })
  await addUser(auth.db, { email: 'two@example.test' })
})
beforeEach(async () => {
  pair = await tokensOf(auth, 'one@example.test')
  auth.announced.length = 0
})
afterAll(() => auth[Symbol.asyncDispose]())

const LOGGED_OUT = [200, '{"message":"logged out"}']
const sidOf = (of: Pair) => String(claimsOf(of.access_token)['sid'])
const isAlive = async (of: Pair) => (await meWith(auth, of.access_token)).status === 200

async function out(body: object, headers?: Record<string, string>): Promise<unknown[]> {
  const { status, text } = await logOutWith(auth, body, headers)
  return [status, text]
}

test('a log-out ends the Session: tokens, jtis, audit row and Notice', async () => {
  expect(await out({ refresh_token: pair.refresh_token }, bearer(pair.access_token))).toEqual(
    LOGGED_OUT,
  )
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
  expect(await isAlive(pair)).toBe(false)
  const denied = await auth.db.selectFrom('revoked_tokens').select('token_jti').execute()
  const jtis = [pair.access_token, pair.refresh_token].map((token) => claimsOf(token)['jti'])
  expect(denied.map(({ token_jti: jti }) => jti)).toEqual(expect.arrayContaining(jtis))
  expect(auth.notices()).toEqual([
    {
      seq: expect.any(Number),
      at: auth.clock.now(),
      what: {
        type: 'session_revoked',
        sessionId: sidOf(pair),
        userId: claimsOf(pair.access_token)['sub'],
      },
    },
  ])
})

describe('A-20 says "logged out" of', () => {
  test('the refresh token alone, and the access token alone', async () => {
    const other = await tokensOf(auth, 'one@example.test')
    expect(await out({ refresh_token: pair.refresh_token })).toEqual(LOGGED_OUT)
    expect(await out({}, bearer(other.access_token))).toEqual(LOGGED_OUT)
    expect(await isAlive(pair)).toBe(false)
    expect(await isAlive(other)).toBe(false)
  })

  test('an expired access token with a good refresh token, or without one', async () => {
    const other = await tokensOf(auth, 'one@example.test')
    await auth.clock.advance(3_600_000)
    expect(await out({ refresh_token: pair.refresh_token }, bearer(pair.access_token))).toEqual(
      LOGGED_OUT,
    )
    expect(await out({}, bearer(other.access_token))).toEqual(LOGGED_OUT)
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
    expect((await refreshWith(auth, other.refresh_token)).status).toBe(401)
  })

  test('what is unknown, ended or absent, and nothing happens', async () => {
    await out({ refresh_token: pair.refresh_token })
    auth.announced.length = 0
    expect(await out({ refresh_token: pair.refresh_token })).toEqual(LOGGED_OUT)
    expect(await out({ refresh_token: 'unknown' }, bearer('a.b.c'))).toEqual(LOGGED_OUT)
    expect(await out({})).toEqual(LOGGED_OUT)
    expect(auth.notices()).toEqual([])
  })

  test('a used refresh token: it proves the Session', async () => {
    const next = pairOf(await refreshWith(auth, pair.refresh_token))
    await auth.clock.advance(60_000)
    expect(await out({ refresh_token: pair.refresh_token })).toEqual(LOGGED_OUT)
    expect((await refreshWith(auth, next.refresh_token)).status).toBe(401)
  })
})

test.each(['{', '[]', '{"scope":"everything"}', '{"refresh_token":7}'])(
  'A-20 %s is no log-out, and ends nothing',
  async (body) => {
    const answer = await post(
      `${auth.service.url}/api/auth/logout`,
      body,
      bearer(pair.access_token),
    )
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: 'invalid request body', code: 'invalid_request' },
    ])
    expect(await isAlive(pair)).toBe(true)
  },
)

describe('A-21 scopes', () => {
  let others: Pair[]
  let stranger: Pair
  beforeEach(async () => {
    await auth.db.deleteFrom('sessions').execute()
    pair = await tokensOf(auth, 'one@example.test')
    others = [await tokensOf(auth, 'one@example.test'), await tokensOf(auth, 'one@example.test')]
    stranger = await tokensOf(auth, 'two@example.test')
    auth.announced.length = 0
  })
  const alive = () => Promise.all([pair, ...others, stranger].map(isAlive))

  test('local ends this Session', async () => {
    await out({ scope: 'local' }, bearer(pair.access_token))
    expect(await alive()).toEqual([false, true, true, true])
  })

  test('others ends the user’s others', async () => {
    expect(await out({ scope: 'others' }, bearer(pair.access_token))).toEqual(LOGGED_OUT)
    expect(await alive()).toEqual([true, false, false, true])
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
  })

  test('all ends every one of the user, each with its Notice', async () => {
    expect(await out({ scope: 'all', refresh_token: pair.refresh_token })).toEqual(LOGGED_OUT)
    expect(await alive()).toEqual([false, false, false, true])
    const notices = auth.notices()
    const ended = notices.map(({ what }) => what.type === 'session_revoked' && what.sessionId)
    expect(new Set(ended)).toEqual(new Set([pair, ...others].map(sidOf)))
    expect(ended).toHaveLength(3)
  })

  test.each([
    [
      'expired',
      async () => {
        await auth.clock.advance(301_000)
        return bearer(pair.access_token)
      },
    ],
    [
      'ended',
      async () => {
        await out({}, bearer(pair.access_token))
        return bearer(pair.access_token)
      },
    ],
    ['missing', async () => ({})],
  ])(
    'others and all take a token that is good: one that is %s ends nothing more',
    async (_, make) => {
      const headers = await make()
      auth.announced.length = 0
      for (const scope of ['others', 'all']) expect((await out({ scope }, headers))[0]).toBe(401)
      expect(auth.notices()).toEqual([])
      expect((await refreshWith(auth, others[0]?.refresh_token ?? '')).status).toBe(200)
    },
  )

  test('a refresh token that was used up ends nothing more', async () => {
    await refreshWith(auth, pair.refresh_token)
    await auth.clock.advance(31_000)
    expect((await out({ scope: 'all', refresh_token: pair.refresh_token }))[0]).toBe(401)
  })
})
