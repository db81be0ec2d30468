import { randomUUID } from 'node:crypto'

import { noticesAnswerSchema, principalsAnswerSchema } from '@argus/contracts/http/internal'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { post as postNotice } from '../src/ledger/notice.ts'
import { addUser, SERVICE_TOKEN, startTestAuth, type TestAuth } from './auth-service.ts'
import { bearer, call, claimsOf, logOutWith, post, tokensOf } from './client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, {
    email: 'bound@example.test',
    role: 'viewer',
    cluster: 'prod',
    namespace: 'shop',
  })
})
afterAll(() => auth[Symbol.asyncDispose]())

const get = (path: string, headers = bearer(SERVICE_TOKEN)) =>
  call(`${auth.service.internalUrl}${path}`, { headers })
const notices = async (after?: number) =>
  noticesAnswerSchema.parse(
    (await get(`/internal/notices${after === undefined ? '' : `?after=${after}`}`)).json(),
  )

describe('X-03 every internal call', () => {
  const calls = [
    ['GET', `/internal/sessions/${randomUUID()}`],
    ['GET', `/internal/grants/${randomUUID()}`],
    ['GET', '/internal/notices'],
    ['POST', '/internal/principals'],
  ] as const

  test.each(calls)(
    '%s %s refuses a missing and a wrong service token, and a user’s',
    async (method, path) => {
      const { access_token: token } = await tokensOf(auth, 'bound@example.test')
      for (const headers of [
        {},
        bearer('wrong'),
        bearer(token),
        bearer(`${SERVICE_TOKEN}x`),
        { authorization: SERVICE_TOKEN },
      ]) {
        const init = {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(method === 'POST' ? { body: '{}' } : {}),
        }
        expect((await call(`${auth.service.internalUrl}${path}`, init)).status).toBe(401)
      }
    },
  )

  test('is taken with a token that is being replaced, by nobody without one', async () => {
    const previous = randomUUID()
    await using replaced = await startTestAuth({ env: { ARGUS_PREVIOUS_SERVICE_TOKENS: previous } })
    const statusWith = async (token: string): Promise<number> => {
      const headers = bearer(token)
      return (await call(`${replaced.service.internalUrl}/internal/notices`, { headers })).status
    }
    expect(await statusWith(SERVICE_TOKEN)).toBe(200)
    expect(await statusWith(previous)).toBe(200)
    expect(await statusWith(`${previous},${SERVICE_TOKEN}`)).toBe(401)
    expect(await statusWith('')).toBe(401)
  })

  test.each(calls)('%s %s is not on the public port', async (method, path) => {
    const init = {
      method,
      headers: { 'content-type': 'application/json', ...bearer(SERVICE_TOKEN) },
      ...(method === 'POST' ? { body: '{}' } : {}),
    }
    expect((await call(`${auth.service.url}${path}`, init)).status).toBe(404)
  })
})

describe('A-30 a Session', () => {
  test('is active with its user, and every inactive one gives the same answer', async () => {
    const pair = await tokensOf(auth, 'bound@example.test')
    const { sid, jti, sub } = claimsOf(pair.access_token)
    expect((await get(`/internal/sessions/${sid}?jti=${jti}`)).json()).toEqual({
      active: true,
      sessionId: sid,
      userId: sub,
      authzVersion: 1,
    })
    await auth.db
      .insertInto('revoked_tokens')
      .values({
        token_jti: String(jti),
        user_id: String(sub),
        revoked_at: new Date(),
        expires_at: new Date(),
      })
      .execute()
    const denied = await get(`/internal/sessions/${sid}?jti=${jti}`)
    await logOutWith(auth, { refresh_token: pair.refresh_token })
    const answers = [
      denied,
      await get(`/internal/sessions/${sid}`),
      await get(`/internal/sessions/${randomUUID()}`),
      await get('/internal/sessions/not-a-uuid'),
    ]
    for (const answer of answers)
      expect([answer.status, answer.text]).toEqual([200, '{"active":false}'])
  })

  type Facts = { readonly sid: string; readonly jti: string; readonly userId: string }
  const set = (facts: Facts, values: object) =>
    auth.db.updateTable('sessions').set(values).where('id', '=', facts.sid).execute()
  const setUser = ({ userId }: Facts, values: object) =>
    auth.db.updateTable('users').set(values).where('id', '=', userId).execute()
  const past = () => new Date(auth.clock.now() - 1)

  test.each<[string, (facts: Facts) => Promise<unknown>]>([
    ['revoked', (facts) => set(facts, { revoked_at: past(), revoke_reason: 'logout' })],
    ['unused for too long', (facts) => set(facts, { idle_expires_at: past() })],
    ['at the end of its life', (facts) => set(facts, { absolute_expires_at: past() })],
    ['of a disabled user', (facts) => setUser(facts, { disabled_at: past() })],
    [
      'from before what its user may use',
      (facts) => setUser(facts, { not_before: new Date(auth.clock.now() + 1) }),
    ],
    [
      'of a deleted user',
      ({ userId }) => auth.db.deleteFrom('users').where('id', '=', userId).execute(),
    ],
    [
      'asked for by a denied token',
      ({ jti, userId }) =>
        auth.db
          .insertInto('revoked_tokens')
          .values({ token_jti: jti, user_id: userId, revoked_at: past(), expires_at: past() })
          .execute(),
    ],
  ])('%s is not active, and no more is said', async (_, befall) => {
    const email = `${randomUUID()}@example.test`
    await addUser(auth.db, { email, role: 'viewer' })
    const { sid, jti, sub } = claimsOf((await tokensOf(auth, email)).access_token)
    const facts = { sid: String(sid), jti: String(jti), userId: String(sub) }
    const ask = () => get(`/internal/sessions/${sid}?jti=${jti}`)
    expect((await ask()).json()).toMatchObject({ active: true })
    await befall(facts)
    const { status, text } = await ask()
    expect([status, text]).toEqual([200, '{"active":false}'])
  })

  test('and its principal are asked for in batches, in order', async () => {
    const pair = await tokensOf(auth, 'bound@example.test')
    const { sid, sub } = claimsOf(pair.access_token)
    const unknown = randomUUID()
    const answer = await post(
      `${auth.service.internalUrl}/internal/principals`,
      { sids: [unknown, sid, unknown] },
      bearer(SERVICE_TOKEN),
    )
    const { sessions } = principalsAnswerSchema.parse(answer.json())
    expect(sessions).toEqual([
      { active: false },
      {
        active: true,
        principal: {
          userId: sub,
          sessionId: sid,
          email: 'bound@example.test',
          authzVersion: 1,
          grants: [expect.objectContaining({ role: 'viewer', cluster: 'prod', namespace: 'shop' })],
          provedAt: auth.clock.now(),
        },
      },
      { active: false },
    ])
  })

  test('more than 200 in one call are refused', async () => {
    const sids = Array.from({ length: 201 }, () => randomUUID())
    const answer = await post(
      `${auth.service.internalUrl}/internal/principals`,
      { sids },
      bearer(SERVICE_TOKEN),
    )
    expect(answer.status).toBe(400)
  })
})

test('the grants of a user come with their version; nobody’s are not found', async () => {
  const { access_token: token } = await tokensOf(auth, 'bound@example.test')
  const { sub } = claimsOf(token)
  expect((await get(`/internal/grants/${sub}`)).json()).toMatchObject({
    userId: sub,
    authzVersion: 1,
    grants: [{ role: 'viewer' }],
  })
  for (const id of [randomUUID(), 'x'])
    expect((await get(`/internal/grants/${id}`)).status).toBe(404)
})

describe('G-12 Notices', () => {
  const post1 = (count = 1) =>
    auth.db.transaction().execute((tx) =>
      postNotice(
        tx,
        Array.from({ length: count }, () => ({ type: 'user_changed', userId: randomUUID() })),
        new Date(auth.clock.now()),
      ),
    )

  test('are numbered without a hole in the order of commits, however many at once, and a rollback takes no number', async () => {
    const { last } = await notices()
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 4 === 0 ? rolledBack() : post1(1 + (index % 3)),
      ),
    )
    const answer = await notices(last)
    expect(answer.notices.map(({ seq }) => seq)).toEqual(
      answer.notices.map((_, index) => last + index + 1),
    )
    expect(answer.last).toBe(last + answer.notices.length)
    expect(answer.notices.length).toBeGreaterThan(30)
  })

  test('a reader that polls while they are committed never misses one', async () => {
    let { last: at } = await notices()
    const start = at
    const seen: number[] = []
    const writing = Promise.all(Array.from({ length: 60 }, () => post1()))
    let written = false
    void writing.then(() => (written = true))
    for (;;) {
      const done = written
      const answer = await notices(at)
      seen.push(...answer.notices.map(({ seq }) => seq))
      at = seen.at(-1) ?? at
      if (done && answer.notices.length === 0) break
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => start + index + 1))
  })

  test('come in pages, and say what is still kept', async () => {
    const { last } = await notices()
    await post1(1_200)
    const page = await notices(last)
    expect([page.notices.length, page.last]).toEqual([1_000, last + 1_200])
    expect((await notices(last + 1_000)).notices).toHaveLength(200)
    await auth.db
      .deleteFrom('notices')
      .where('seq', '<=', last + 1_100)
      .execute()
    expect((await notices()).first).toBe(last + 1_101)
    await auth.db.deleteFrom('notices').execute()
    expect(await notices()).toMatchObject({ first: last + 1_201, last: last + 1_200, notices: [] })
  })

  test.each(['-1', 'x', '1e3', '99999999999999999999'])('after=%s is refused', async (after) => {
    expect((await get(`/internal/notices?after=${after}`)).status).toBe(400)
  })

  async function rolledBack(): Promise<void> {
    await auth.db
      .transaction()
      .execute(async (tx) => {
        await postNotice(tx, [{ type: 'user_changed', userId: randomUUID() }], new Date())
        throw new Error('changed my mind')
      })
      .catch(() => undefined)
  }
})
