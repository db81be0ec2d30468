import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, claimsOf, logInAs, logOutWith, refreshWith, tokensOf } from '../client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'audited@example.test' })
})
afterAll(() => auth[Symbol.asyncDispose]())

const history = async (after = 0) =>
  auth.db.selectFrom('audit_log').selectAll().where('id', '>', after).orderBy('id').execute()
const lastId = async () => (await history()).at(-1)?.id ?? 0

test('A-36 each action is one row: who, when, from where, what came of it', async () => {
  const before = await lastId()
  const pair = await tokensOf(auth, 'audited@example.test')
  await logInAs(auth, 'audited@example.test', 'a wrong password')
  await logInAs(auth, 'nobody@example.test', 'typed in the wrong field')
  await refreshWith(auth, pair.refresh_token)
  await refreshWith(auth, pair.refresh_token)
  await logOutWith(auth, {}, bearer(pair.access_token))
  const { sid, sub } = claimsOf(pair.access_token)
  const rows = await history(before)
  expect(
    rows.map(({ action, outcome, session_id: session, actor_id: actor }) => [
      action,
      outcome,
      session,
      actor,
    ]),
  ).toEqual([
    ['login.ok', 'ok', sid, sub],
    ['login.failed', 'refused', null, null],
    ['login.failed', 'refused', null, null],
    ['refresh.rotated', 'ok', sid, sub],
    ['refresh.replayed_in_grace', 'ok', sid, sub],
    ['logout', 'ok', sid, sub],
  ])
  for (const row of rows) {
    expect(row).toMatchObject({
      at: new Date(auth.clock.now()),
      ip: '127.0.0.1',
      request_id: expect.stringMatching(/^[\w-]{36}$/),
    })
  }
})

test('A-36 no secret is in it: no password, no token, nothing that was typed by a stranger', async () => {
  const before = await lastId()
  const pair = await tokensOf(auth, 'audited@example.test')
  await logInAs(auth, 'my secret password', 'canary password')
  await refreshWith(auth, pair.refresh_token)
  await logOutWith(auth, { refresh_token: pair.refresh_token }, bearer(pair.access_token))
  const text = JSON.stringify(await history(before))
  for (const secret of [
    'canary',
    'my secret',
    'correct horse',
    pair.access_token,
    pair.refresh_token,
  ]) {
    expect(text).not.toContain(secret)
  }
})

test.each(['login', 'refresh', 'logout'] as const)(
  'I6 a %s whose transaction fails leaves no change, no row, no Notice, and answers no success',
  async (name) => {
    const pair = await tokensOf(auth, 'audited@example.test')
    const state = async () => [
      await auth.db.selectFrom('sessions').selectAll().orderBy('id').execute(),
      await auth.db.selectFrom('refresh_tokens').selectAll().orderBy('jti').execute(),
      await auth.db.selectFrom('revoked_tokens').selectAll().execute(),
      await auth.db.selectFrom('notices').selectAll().execute(),
      await auth.db.selectFrom('notice_counter').selectAll().execute(),
      await history(),
    ]
    const before = await state()
    auth.announced.length = 0
    await auth.database
      .query(`CREATE FUNCTION pg_temp_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON auth.audit_log DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp_refuse()`)
    try {
      const answer = await {
        login: () => logInAs(auth, 'audited@example.test'),
        refresh: () => refreshWith(auth, pair.refresh_token),
        logout: () => logOutWith(auth, { refresh_token: pair.refresh_token }),
      }[name]()
      expect([answer.status, answer.text]).toEqual([
        500,
        '{"error":"internal error","code":"internal"}',
      ])
    } finally {
      await auth.database.query(
        'DROP TRIGGER refuse ON auth.audit_log; DROP FUNCTION pg_temp_refuse()',
      )
    }
    expect(await state()).toEqual(before)
    expect(auth.notices()).toEqual([])
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
  },
)

test('I6 every session that began or ended has exactly one row that says so', async () => {
  const { rows } = await sql<{ wrong: number }>`
    SELECT count(*) AS wrong FROM sessions
    WHERE 1 <> (SELECT count(*) FROM audit_log WHERE session_id = sessions.id AND action = 'login.ok')
       OR (revoked_at IS NOT NULL)::int <> (SELECT count(*) FROM audit_log WHERE session_id = sessions.id AND action = revoke_reason)`.execute(
    auth.db,
  )
  expect(rows).toEqual([{ wrong: 0 }])
})
