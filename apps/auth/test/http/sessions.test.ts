import { endedSessionsSchema, sessionListSchema } from '@argus/contracts/http/sessions'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, call, claimsOf, meWith, refreshWith, tokensOf, type Pair } from '../client.ts'

let auth: TestAuth
let own: string
beforeEach(async () => {
  auth = await startTestAuth()
  own = await addUser(auth.db, { email: 'someone@example.test', role: 'viewer' })
  await addUser(auth.db, { email: 'other@example.test', role: 'viewer' })
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
})
afterEach(() => auth[Symbol.asyncDispose]())

const sidOf = ({ access_token: token }: Pair): string => String(claimsOf(token)['sid'])
const get = (path: string, { access_token: token }: Pair) =>
  call(auth.service.url + path, { headers: bearer(token) })
const end = (path: string, { access_token: token }: Pair) =>
  call(auth.service.url + path, { method: 'DELETE', headers: bearer(token) })
const listed = async (pair: Pair, path = '/api/auth/sessions') =>
  sessionListSchema.parse((await get(path, pair)).json()).sessions
const lives = async ({ access_token: token }: Pair) => (await meWith(auth, token)).status === 200

describe('the own sessions', () => {
  test('are listed with where they come from and how they were proved, the last used first', async () => {
    const first = await tokensOf(auth, 'someone@example.test')
    await auth.clock.advance(60_000)
    const second = await tokensOf(auth, 'someone@example.test')
    await tokensOf(auth, 'other@example.test')
    const sessions = await listed(second)
    expect(sessions.map(({ id, current }) => [id, current])).toEqual([
      [sidOf(second), true],
      [sidOf(first), false],
    ])
    expect(sessions[1]).toMatchObject({
      createdAt: '2026-01-01T00:00:00.000Z',
      authTime: '2026-01-01T00:00:00.000Z',
      idleExpiresAt: '2026-01-01T08:00:00.000Z',
      expiresAt: '2026-01-31T00:00:00.000Z',
      ip: expect.stringContaining('127.0.0.1'),
      userAgent: expect.any(String),
      amr: ['pwd'],
    })
  })

  test('are listed while they live and no longer', async () => {
    const ended = await tokensOf(auth, 'someone@example.test')
    const idle = await tokensOf(auth, 'someone@example.test')
    expect((await end(`/api/auth/sessions/${sidOf(ended)}`, idle)).status).toBe(204)
    await auth.clock.advance(8 * 3_600_000)
    const now = await tokensOf(auth, 'someone@example.test')
    expect((await listed(now)).map(({ id }) => id)).toEqual([sidOf(now)])
  })
})

describe('A-21 exactly the sessions that were meant are dead', () => {
  test('one', async () => {
    const [one, two, three] = [
      await tokensOf(auth, 'someone@example.test'),
      await tokensOf(auth, 'someone@example.test'),
      await tokensOf(auth, 'someone@example.test'),
    ]
    const answer = await end(`/api/auth/sessions/${sidOf(two)}`, one)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect([await lives(one), await lives(two), await lives(three)]).toEqual([true, false, true])
    expect((await refreshWith(auth, two.refresh_token)).status).toBe(401)
    expect(auth.notices().map(({ what }) => what)).toEqual([
      { type: 'session_revoked', sessionId: sidOf(two), userId: own },
    ])
    expect(
      await auth.database.query(
        "SELECT action, target, actor_email FROM auth.audit_log WHERE action = 'session.revoked'",
      ),
    ).toEqual([
      { action: 'session.revoked', target: sidOf(two), actor_email: 'someone@example.test' },
    ])
    expect((await end(`/api/auth/sessions/${sidOf(two)}`, one)).status).toBe(404)
  })

  test('all others', async () => {
    const one = await tokensOf(auth, 'someone@example.test')
    const two = await tokensOf(auth, 'someone@example.test')
    const stranger = await tokensOf(auth, 'other@example.test')
    const three = await tokensOf(auth, 'someone@example.test')
    const answer = await end('/api/auth/sessions', three)
    expect(endedSessionsSchema.parse(answer.json())).toEqual({ ended: 2 })
    const living = await Promise.all([one, two, three, stranger].map(lives))
    expect(living).toEqual([false, false, true, true])
  })

  test('of a user, all: by who may end sessions, and with their name in history', async () => {
    const admin = await tokensOf(auth, 'admin@example.test')
    const one = await tokensOf(auth, 'someone@example.test')
    const two = await tokensOf(auth, 'someone@example.test')
    const stranger = await tokensOf(auth, 'other@example.test')
    const seen = await listed(admin, `/api/users/${own}/sessions`)
    expect(seen.map(({ current }) => current)).toEqual([false, false])
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set([sidOf(one), sidOf(two)]))
    const answer = await end(`/api/users/${own}/sessions`, admin)
    expect(endedSessionsSchema.parse(answer.json())).toEqual({ ended: 2 })
    const living = await Promise.all([one, two, stranger, admin].map(lives))
    expect(living).toEqual([false, false, true, true])
    expect(
      await auth.database.query(
        "SELECT DISTINCT actor_email FROM auth.audit_log WHERE action = 'session.revoked'",
      ),
    ).toEqual([{ actor_email: 'admin@example.test' }])
  })
})

describe('the session of somebody else', () => {
  test('is unknown to who may not end it, byte for byte, and lives on', async () => {
    const one = await tokensOf(auth, 'someone@example.test')
    const stranger = await tokensOf(auth, 'other@example.test')
    const forbidden = await end(`/api/auth/sessions/${sidOf(one)}`, stranger)
    const unknown = await end('/api/auth/sessions/00000000-0000-4000-8000-000000000000', stranger)
    expect([forbidden.status, forbidden.text]).toEqual([404, unknown.text])
    expect(await lives(one)).toBe(true)
  })

  test('ends for who may end sessions', async () => {
    const one = await tokensOf(auth, 'someone@example.test')
    const admin = await tokensOf(auth, 'admin@example.test')
    expect((await end(`/api/auth/sessions/${sidOf(one)}`, admin)).status).toBe(204)
    expect(await lives(one)).toBe(false)
  })

  test('is for administrators to list and to end', async () => {
    const stranger = await tokensOf(auth, 'other@example.test')
    const admin = await tokensOf(auth, 'admin@example.test')
    expect((await get(`/api/users/${own}/sessions`, stranger)).status).toBe(403)
    expect((await end(`/api/users/${own}/sessions`, stranger)).status).toBe(403)
    const nobody = '/api/users/00000000-0000-4000-8000-000000000000/sessions'
    expect((await get(nobody, admin)).status).toBe(404)
    expect((await end(nobody, admin)).status).toBe(404)
  })
})

describe('A-23 a role that writes', () => {
  test('ends the month-old login of a reader at once, on every way in', async () => {
    const reader = await tokensOf(auth, 'someone@example.test')
    let { refresh_token: head } = reader
    for (let hours = 0; hours < 14; hours += 7) {
      await auth.clock.advance(7 * 3_600_000)
      const answer = await refreshWith(auth, head)
      expect(answer.status).toBe(200)
      head = String(JSON.parse(answer.text)['refresh_token'])
    }
    await auth.database.query(
      `INSERT INTO auth.user_roles (user_id, role_id) SELECT '${own}', id FROM auth.roles WHERE name = 'operator'`,
    )
    expect((await refreshWith(auth, head)).status).toBe(401)
    const again = await tokensOf(auth, 'someone@example.test')
    expect((await listed(again)).map(({ id }) => id)).toEqual([sidOf(again)])
  })

  test('leaves a young login alone, and gives it the half day that writers have', async () => {
    const reader = await tokensOf(auth, 'someone@example.test')
    await auth.database.query(
      `INSERT INTO auth.user_roles (user_id, role_id) SELECT '${own}', id FROM auth.roles WHERE name = 'operator'`,
    )
    const [session] = await listed(reader)
    expect(session).toMatchObject({ expiresAt: '2026-01-01T12:00:00.000Z' })
  })
})
