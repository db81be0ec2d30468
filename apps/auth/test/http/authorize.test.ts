import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { outcomeOf } from '../administration.ts'
import { addUser, CONSOLE, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, call, claimsOf, meWith, pairOf, post, refreshWith, tokensOf } from '../client.ts'
import { exchange, keyOf } from './api-key-calls.ts'
import { as, enrolledUser } from './second-factors.ts'
import {
  allowTerminal,
  challengeOf,
  codeOf,
  exchangeCode,
  REDIRECT,
  VERIFIER,
} from './terminal-calls.ts'

let auth: TestAuth
/** Another replica, which shares the database alone. */
let other: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  other = await startTestAuth({ clock: auth.clock, database: auth.database })
})
beforeEach(() => auth.db.deleteFrom('throttles').execute())
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await auth[Symbol.asyncDispose]()
})

let people = 0
/** Somebody who has logged in to the console just now. */
async function somebody(role = 'viewer') {
  people += 1
  const email = `somebody${people}@example.test`
  const id = await addUser(auth.db, { email, role })
  const pair = await tokensOf(auth, email)
  return { id, email, token: pair.access_token, sid: String(claimsOf(pair.access_token)['sid']) }
}

const sessionOf = (sid: string) =>
  auth.db.selectFrom('sessions').selectAll().where('id', '=', sid).executeTakeFirstOrThrow()
const sidOf = (token: string): string => String(claimsOf(token)['sid'])
const historyOf = (action: string) =>
  auth.db.selectFrom('audit_log').selectAll().where('action', '=', action).orderBy('id').execute()

const OVER = { code: 'login_expired', error: expect.stringContaining('run argus login again') }

describe('A-39 a terminal that its user lets in', () => {
  test('is given a session of its own: as recent as the proof, seen in the list, ended alone, by whatever replica', async () => {
    const who = await enrolledUser(auth)
    const console = String(claimsOf(who.token)['sid'])
    await auth.db
      .updateTable('sessions')
      .set({ amr: ['pwd', 'otp', 'mfa'] })
      .where('id', '=', console)
      .execute()
    await auth.clock.advance(60_000)
    const allowed = await allowTerminal(auth, who.token)
    expect([allowed.status, allowed.json()]).toEqual([
      201,
      { code: expect.stringMatching(/^[\w-]{43}$/), expires_in: 60 },
    ])
    const pair = pairOf(await exchangeCode(other, { code: codeOf(allowed) }))
    const sid = sidOf(pair.access_token)
    expect(sid).not.toBe(console)
    const [before, opened] = [await sessionOf(console), await sessionOf(sid)]
    expect([opened.user_id, opened.amr, opened.auth_time, opened.user_agent]).toEqual([
      who.userId,
      ['pwd', 'otp', 'mfa'],
      before.auth_time,
      'argus/1.2.3 (linux)',
    ])
    expect(opened.created_at).toEqual(new Date(auth.clock.now()))
    const list = await as(auth, who.token).get('/api/auth/sessions')
    expect(list.json()).toMatchObject({
      sessions: expect.arrayContaining([
        expect.objectContaining({ id: sid, userAgent: 'argus/1.2.3 (linux)', current: false }),
      ]),
    })
    const [row] = (await historyOf('login.ok')).slice(-1)
    expect(row).toMatchObject({
      target: sid,
      actor_id: who.userId,
      details: { terminal: 'browser', approvedBy: console },
    })
    expect((await as(auth, who.token).delete(`/api/auth/sessions/${sid}`)).status).toBe(204)
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
    expect((await meWith(auth, who.token)).status).toBe(200)
  })

  test('may do what its user may whenever it asks, not what they could when it was let in', async () => {
    const who = await somebody('admin')
    const code = codeOf(await allowTerminal(auth, who.token))
    const { access_token: token } = pairOf(await exchangeCode(auth, { code }))
    expect((await as(auth, token).get('/api/users')).status).toBe(200)
    await auth.db.deleteFrom('user_roles').where('user_id', '=', who.id).execute()
    expect((await as(auth, token).get('/api/users')).status).toBe(403)
  })

  test('has no longer a proof than the one it was let in with', async () => {
    const who = await somebody('admin')
    await auth.clock.advance(4 * 60_000)
    const code = codeOf(await allowTerminal(auth, who.token))
    const { access_token: token } = pairOf(await exchangeCode(auth, { code }))
    const make = () =>
      as(auth, token).post('/api/roles', { name: `r${auth.clock.now()}`, permissions: [] })
    expect((await make()).status).toBe(201)
    await auth.clock.advance(61_000)
    expect(outcomeOf(await make())).toBe('403 step_up_required')
  })

  test('is told of in history with the name that it gave itself', async () => {
    const who = await somebody()
    await allowTerminal(auth, who.token, { terminal: '‮gnp.exe' })
    const [row] = (await historyOf('terminal_login.approved')).slice(-1)
    expect(row?.details).toEqual({ by: 'browser', terminal: '‮gnp.exe' })
  })
})

describe('A-39 who lets a terminal in', () => {
  test('proved who they are within five minutes, with a session of a person', async () => {
    const who = await somebody('admin')
    expect(outcomeOf(await post(`${auth.service.url}/api/auth/authorize`, {}))).toBe(
      '401 unauthenticated',
    )
    const { key } = await keyOf(auth, who.token)
    expect(outcomeOf(await allowTerminal(auth, await exchange(auth, key)))).toBe('403 not_allowed')
    await auth.clock.advance(5 * 60_000 + 1)
    const { access_token: later } = await tokensOf(auth, who.email)
    const old = await auth.db
      .updateTable('sessions')
      .set({ auth_time: new Date(auth.clock.now() - 5 * 60_000 - 1) })
      .where('id', '=', sidOf(later))
      .executeTakeFirstOrThrow()
    expect(Number(old.numUpdatedRows)).toBe(1)
    expect(outcomeOf(await allowTerminal(auth, later))).toBe('403 step_up_required')
  })

  test('has replaced a password that somebody else chose, and enrolled what is asked for', async () => {
    const who = await somebody()
    await auth.db
      .updateTable('users')
      .set({ must_change_password: true })
      .where('id', '=', who.id)
      .execute()
    expect(outcomeOf(await allowTerminal(auth, who.token))).toBe('403 password_change_required')
    const strict = await startTestAuth({
      clock: auth.clock,
      database: auth.database,
      env: { ARGUS_SECOND_FACTOR: 'required' },
    })
    const bare = await somebody()
    expect(outcomeOf(await allowTerminal(strict, bare.token))).toBe('403 second_factor_required')
    await strict[Symbol.asyncDispose]()
  })

  test('does so from the console alone: no other page can have a browser say yes', async () => {
    const who = await somebody()
    const url = `${auth.service.url}/api/auth/authorize`
    const body = {
      client: 'argus-cli',
      redirect_uri: REDIRECT,
      code_challenge: challengeOf(VERIFIER),
    }
    const from = (headers: Record<string, string>) =>
      post(url, body, { ...bearer(who.token), ...headers })
    expect(outcomeOf(await from({ origin: 'https://evil.example' }))).toBe('403 cross_site')
    expect(outcomeOf(await from({ 'sec-fetch-site': 'cross-site' }))).toBe('403 cross_site')
    expect((await from({ origin: CONSOLE })).status).toBe(201)
    expect((await call(url, { headers: bearer(who.token) })).status).toBe(404)
  })

  test('meets a bound: codes for nobody are not made without end', async () => {
    const who = await somebody()
    const seen = new Map<number, number>()
    for (let n = 0; n < 70; n += 1) {
      const { status } = await allowTerminal(auth, who.token)
      seen.set(status, (seen.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(seen)).toEqual({ 201: 60, 429: 10 })
  })
})

describe('A-39 a code', () => {
  test('is worth something once, however many show it at the same moment; shown again, it ends what it opened', async () => {
    const who = await somebody()
    const code = codeOf(await allowTerminal(auth, who.token))
    auth.announced.length = 0
    other.announced.length = 0
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => exchangeCode(n % 2 === 0 ? auth : other, { code })),
    )
    const given = answers.filter(({ status }) => status === 200)
    expect(given).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect([answer.status, answer.json()]).toEqual([400, OVER])
    const [first] = given
    if (first === undefined) throw new Error('nobody was let in')
    const sid = sidOf(pairOf(first).access_token)
    expect((await sessionOf(sid)).revoke_reason).toBe('terminal_login.refused')
    expect([...auth.notices(), ...other.notices()].map(({ what }) => what)).toEqual([
      { type: 'session_revoked', sessionId: sid, userId: who.id },
    ])
    expect((await refreshWith(auth, pairOf(first).refresh_token)).status).toBe(401)
    // The session that let it in is the user's own, and stays.
    expect((await meWith(auth, who.token)).status).toBe(200)
  })

  test('is worth nothing without its verifier, and nothing to anybody once it was shown with another', async () => {
    for (const wrong of [
      { code_verifier: `${VERIFIER}x` },
      { code_verifier: challengeOf(VERIFIER) },
      { redirect_uri: 'http://127.0.0.1:41235/callback' },
      { redirect_uri: 'http://[::1]:41234/callback' },
    ]) {
      const who = await somebody()
      const code = codeOf(await allowTerminal(auth, who.token))
      const refused = await exchangeCode(auth, { code, ...wrong })
      expect([refused.status, refused.json()]).toEqual([400, OVER])
      const [row] = (await historyOf('terminal_login.refused')).slice(-1)
      expect(row).toMatchObject({ target: who.sid, details: { reason: 'verifier' } })
      expect((await exchangeCode(auth, { code })).json()).toEqual(OVER)
    }
  })

  test('is worth nothing after a minute, and is forgotten', async () => {
    const who = await somebody()
    const [early, late] = [
      codeOf(await allowTerminal(auth, who.token)),
      codeOf(await allowTerminal(auth, who.token)),
    ]
    await auth.clock.advance(59_999)
    pairOf(await exchangeCode(auth, { code: early }))
    await auth.clock.advance(1)
    expect((await exchangeCode(auth, { code: late })).json()).toEqual(OVER)
    const kept = () => auth.db.selectFrom('login_codes').select('digest').execute()
    expect((await kept()).length).toBeGreaterThan(0)
    await until(
      async () => {
        await auth.clock.advance(60_000)
        return (await kept()).length === 0
      },
      { what: 'the schedule to forget them' },
    )
  })

  test('dies with the session that let its terminal in', async () => {
    const who = await somebody()
    const code = codeOf(await allowTerminal(auth, who.token))
    await as(auth, who.token).delete(`/api/auth/sessions/${who.sid}`)
    const refused = await exchangeCode(auth, { code })
    expect([refused.status, refused.json()]).toEqual([400, OVER])
  })

  test('dies with its user', async () => {
    for (const end of ['disabled', 'deleted'] as const) {
      const who = await somebody()
      const code = codeOf(await allowTerminal(auth, who.token))
      if (end === 'deleted') await auth.db.deleteFrom('users').where('id', '=', who.id).execute()
      else
        await auth.db
          .updateTable('users')
          .set({ disabled_at: new Date(auth.clock.now()) })
          .where('id', '=', who.id)
          .execute()
      expect((await exchangeCode(auth, { code })).json()).toEqual(OVER)
    }
  })

  test('that is made up counts as a failed log-in of its address', async () => {
    for (let n = 0; n < 50; n += 1)
      expect((await exchangeCode(auth, { code: 'x'.repeat(43) })).json()).toEqual(OVER)
    expect(outcomeOf(await exchangeCode(auth, { code: 'x'.repeat(43) }))).toBe('429 too_many')
  })

  test('goes to no page: tokens are in the answer to the terminal alone, and no cookie is set', async () => {
    const who = await somebody()
    const allowed = await allowTerminal(auth, who.token)
    expect(allowed.text).not.toMatch(/token/)
    const answer = await exchangeCode(auth, { code: codeOf(allowed) })
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(
      outcomeOf(await exchangeCode(auth, { code: 'x' }, { origin: 'https://evil.example' })),
    ).toBe('403 cross_site')
  })
})
