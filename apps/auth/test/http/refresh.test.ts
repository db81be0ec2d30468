import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'

import { signRefreshToken } from '@argus/access/sign'
import { createSeals } from '@argus/db/seal'

import { addUser, KEY_ENCRYPTION_KEY, startTestAuth, type TestAuth } from '../auth-service.ts'
import {
  claimsOf,
  logOutWith,
  meWith,
  pairOf,
  refreshWith,
  tokensOf,
  type Pair,
} from '../client.ts'
import { lockSession } from '../../src/session/sessions.ts'
import { openSigningKeys } from '../../src/token/signing-keys.ts'

const SEALS = createSeals(Buffer.from(KEY_ENCRYPTION_KEY, 'base64'))

let auth: TestAuth
let pair: Pair
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'reader@example.test', role: 'viewer' })
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
})
beforeEach(async () => {
  pair = await tokensOf(auth, 'reader@example.test')
  auth.announced.length = 0
})
afterAll(() => auth[Symbol.asyncDispose]())

const REFUSED = [401, '{"error":"not logged in","code":"unauthenticated"}']
const jtiOf = (token: string) => claimsOf(token)['jti']
const rowsOf = (token: string) =>
  auth.db
    .selectFrom('refresh_tokens')
    .selectAll()
    .where('session_id', '=', String(claimsOf(token)['sid']))
    .orderBy('issued_at')
    .execute()

test('a refresh gives a new pair of the same Session', async () => {
  await auth.clock.advance(60_000)
  const next = pairOf(await refreshWith(auth, pair.refresh_token))
  expect(claimsOf(next.access_token)).toMatchObject({
    sid: claimsOf(pair.access_token)['sid'],
    iat: Number(claimsOf(pair.access_token)['iat']) + 60,
  })
  expect(jtiOf(next.refresh_token)).not.toBe(jtiOf(pair.refresh_token))
  expect((await meWith(auth, next.access_token)).status).toBe(200)
})

test('A-15 I1 of a hundred parallel refreshes of one token, all get the one successor', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => refreshWith(auth, pair.refresh_token)),
  )
  const heads = new Set(answers.map((answer) => jtiOf(pairOf(answer).refresh_token)))
  expect(heads.size).toBe(1)
  const rows = await rowsOf(pair.access_token)
  expect(rows.filter(({ used_at: used }) => used === null).map(({ jti }) => jti)).toEqual([
    ...heads,
  ])
  expect(rows).toHaveLength(2)
  const tokens = new Set(answers.map((answer) => pairOf(answer).access_token))
  expect(tokens.size).toBe(100)
})

test('A-15 copies of a token that wait for its Session leave the database to everybody else', async () => {
  const sid = String(claimsOf(pair.access_token)['sid'])
  const copies = await auth.db.transaction().execute(async (tx) => {
    await lockSession(tx, sid)
    const asked = Array.from({ length: 40 }, () => refreshWith(auth, pair.refresh_token))
    const other = await tokensOf(auth, 'admin@example.test')
    expect((await refreshWith(auth, other.refresh_token)).status).toBe(200)
    return { answers: Promise.all(asked) }
  })
  const heads = (await copies.answers).map((answer) => jtiOf(pairOf(answer).refresh_token))
  expect(new Set(heads).size).toBe(1)
})

test('A-16 a lost answer does no harm: the retry within 30 s gets the same successor, and the chain goes on', async () => {
  const lost = pairOf(await refreshWith(auth, pair.refresh_token))
  await auth.clock.advance(30_000)
  const again = pairOf(await refreshWith(auth, pair.refresh_token))
  const { jti, iat, exp } = claimsOf(lost.refresh_token)
  expect(claimsOf(again.refresh_token)).toMatchObject({ jti, iat, exp })
  await auth.clock.advance(300_000)
  const next = pairOf(await refreshWith(auth, again.refresh_token))
  expect((await refreshWith(auth, next.refresh_token)).status).toBe(200)
})

test('a replay in grace is answered with the head, however far the chain has gone', async () => {
  const second = pairOf(await refreshWith(auth, pair.refresh_token))
  const third = pairOf(await refreshWith(auth, second.refresh_token))
  const replay = pairOf(await refreshWith(auth, pair.refresh_token))
  expect(jtiOf(replay.refresh_token)).toBe(jtiOf(third.refresh_token))
})

describe('A-17 a token that was used more than 30 s ago', () => {
  test('ends its Session: for the thief and the owner, with an audit row and a Notice', async () => {
    const owner = pairOf(await refreshWith(auth, pair.refresh_token))
    await auth.clock.advance(30_001)
    const thief = await refreshWith(auth, pair.refresh_token)
    expect([thief.status, thief.text]).toEqual(REFUSED)
    const after = await refreshWith(auth, owner.refresh_token)
    expect([after.status, after.text]).toEqual(REFUSED)
    expect((await meWith(auth, owner.access_token)).status).toBe(401)
    const sessionId = claimsOf(pair.access_token)['sid']
    expect(auth.notices()).toEqual([
      expect.objectContaining({
        what: { type: 'session_revoked', sessionId, userId: claimsOf(pair.access_token)['sub'] },
      }),
    ])
    const history = await auth.db
      .selectFrom('audit_log')
      .select('action')
      .where('session_id', '=', String(sessionId))
      .orderBy('id')
      .execute()
    expect(history.map(({ action }) => action)).toEqual([
      'login.ok',
      'refresh.rotated',
      'refresh.reuse_detected',
    ])
  })

  test('is told the same as any bad token', async () => {
    await refreshWith(auth, pair.refresh_token)
    await auth.clock.advance(31_000)
    const reused = await refreshWith(auth, pair.refresh_token)
    const bad = await refreshWith(auth, 'not a token')
    const fields = (answer: typeof bad) => [...answer.headers].filter(([name]) => name !== 'date')
    expect([reused.status, reused.text, fields(reused)]).toEqual([
      bad.status,
      bad.text,
      fields(bad),
    ])
  })

  test('is found also when its row is gone', async () => {
    await auth.db
      .deleteFrom('refresh_tokens')
      .where('jti', '=', String(jtiOf(pair.refresh_token)))
      .execute()
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
    const [session] = await auth.db
      .selectFrom('sessions')
      .select('revoke_reason')
      .where('id', '=', String(claimsOf(pair.access_token)['sid']))
      .execute()
    expect(session).toEqual({ revoke_reason: 'refresh.reuse_detected' })
  })
})

describe('what earns nothing', () => {
  test.each([
    ['no token', () => ''],
    ['junk', () => 'a.b.c'],
    ['an access token', () => pair.access_token],
  ])('%s', async (_, make) => {
    const token = make()
    const answer = await refreshWith(auth, token === '' ? 'x' : token)
    expect([answer.status, answer.text]).toEqual(REFUSED)
  })

  test('a token of a Session that was never there', async () => {
    const { db, clock } = auth
    const keys = await openSigningKeys({ db, seals: SEALS, clock })
    const seconds = Math.floor(auth.clock.now() / 1_000)
    const claims = {
      iss: 'argus-auth',
      aud: 'argus-auth',
      sub: randomUUID(),
      sid: randomUUID(),
      jti: randomUUID(),
      iat: seconds,
      exp: seconds + 60,
    }
    expect(
      (await refreshWith(auth, signRefreshToken(claims, keys.current('refresh')))).status,
    ).toBe(401)
    expect((await refreshWith(auth, signRefreshToken(claims, keys.current('access')))).status).toBe(
      401,
    )
  })

  test('a token of a disabled user', async () => {
    await addUser(auth.db, { email: 'leaver@example.test' })
    const leaver = await tokensOf(auth, 'leaver@example.test')
    await auth.db
      .updateTable('users')
      .set({ disabled_at: new Date() })
      .where('email', '=', 'leaver@example.test')
      .execute()
    expect((await refreshWith(auth, leaver.refresh_token)).status).toBe(401)
    expect((await meWith(auth, leaver.access_token)).status).toBe(401)
  })

  test('a token of a deleted user', async () => {
    const id = await addUser(auth.db, { email: 'deleted@example.test' })
    const deleted = await tokensOf(auth, 'deleted@example.test')
    await auth.db.deleteFrom('users').where('id', '=', id).execute()
    expect((await refreshWith(auth, deleted.refresh_token)).status).toBe(401)
    expect((await meWith(auth, deleted.access_token)).status).toBe(401)
    expect((await logOutWith(auth, { refresh_token: deleted.refresh_token })).status).toBe(200)
  })

  test('a token that nobody used for eight hours', async () => {
    await auth.clock.advance(8 * 3_600_000)
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
  })
})

test.each([
  ['reader@example.test', 30 * 24],
  ['admin@example.test', 12],
])('A-23 %s must log in again after %i hours, however often they refresh', async (email, hours) => {
  let token = (await tokensOf(auth, email)).refresh_token
  const step = 4 * 3_600_000
  for (let passed = step; passed < hours * 3_600_000; passed += step) {
    await auth.clock.advance(step)
    token = pairOf(await refreshWith(auth, token)).refresh_token
  }
  await auth.clock.advance(step)
  expect((await refreshWith(auth, token)).status).toBe(401)
})

test('A-24 nothing in the database can be used by who reads it', async () => {
  const next = pairOf(await refreshWith(auth, pair.refresh_token))
  const tables = await auth.database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'auth'`,
  )
  const dumps = await Promise.all(
    tables.map(({ name }) =>
      auth.database.query(`SELECT t::text AS row FROM auth.${String(name)} AS t`),
    ),
  )
  const dump = dumps
    .flat()
    .map(({ row }) => row)
    .join('\n')
  expect(dump).toContain(String(jtiOf(next.refresh_token)))
  for (const token of [pair, next].flatMap(({ access_token: access, refresh_token: refresh }) => [
    access,
    refresh,
  ])) {
    expect(dump).not.toContain(token)
    expect(dump).not.toContain(token.split('.')[2])
  }
  expect(dump).not.toContain('correct horse')
  expect(dump).not.toContain('"d"')
  const keys = await openSigningKeys({
    db: auth.db,
    seals: SEALS,
    clock: auth.clock,
  })
  for (const use of ['access', 'refresh'] as const) {
    const { d } = keys.current(use).key.export({ format: 'jwk' })
    const secret = Buffer.from(d ?? '', 'base64url')
    expect(secret).toHaveLength(32)
    expect(dump).not.toContain(secret.toString('hex'))
  }
})
