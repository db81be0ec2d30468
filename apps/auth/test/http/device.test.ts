import { waitingDeviceSchema } from '@argus/contracts/http/terminal-logins'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'

import { outcomeOf } from '../administration.ts'
import { addUser, CONSOLE, startTestAuth, type TestAuth } from '../auth-service.ts'
import { bearer, claimsOf, meWith, pairOf, post, refreshWith, tokensOf } from '../client.ts'
import { exchange, keyOf } from './api-key-calls.ts'
import { as } from './second-factors.ts'
import { beginDevice, pollWith } from './terminal-calls.ts'

const MINUTE = 60_000

let auth: TestAuth
/** Another replica, which shares the database alone. */
let other: TestAuth
beforeAll(async () => {
  auth = await startTestAuth({ env: { ARGUS_TRUSTED_PROXIES: '127.0.0.1' } })
  other = await startTestAuth({ clock: auth.clock, database: auth.database })
})
beforeEach(() => auth.db.deleteFrom('throttles').execute())
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await auth[Symbol.asyncDispose]()
})

let people = 0
async function somebody(role = 'viewer') {
  people += 1
  const email = `somebody${people}@example.test`
  const id = await addUser(auth.db, { email, role })
  const { access_token: token } = await tokensOf(auth, email)
  return { id, email, token, sid: String(claimsOf(token)['sid']) }
}

type Said = 'find' | 'approve' | 'deny'
/** To the one replica; `sayTo` another. */
const say = (what: Said, code: string, token: string) => sayTo(auth)(what, code, token)
const sayTo = (at: TestAuth) => (what: Said, user_code: string, token: string) =>
  as(at, token).post(`/api/auth/device/${what}`, { user_code })
const lastOf = async (action: string) =>
  auth.db
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', action)
    .orderBy('id', 'desc')
    .executeTakeFirst()
const waitingRows = async () =>
  (await auth.db.selectFrom('device_logins').select('digest').execute()).length

describe('A-40 a terminal without a browser', () => {
  test('waits with two codes, neither of which is kept, and an address that says neither', async () => {
    const begun = await beginDevice(auth, 'anna@laptop')
    expect(begun).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${CONSOLE}/device`,
      expires_in: 600,
      interval: 5,
    })
    const rows = await auth.database.query('SELECT t::text AS row FROM auth.device_logins t')
    const kept = rows.map(({ row }) => String(row)).join('\n')
    for (const secret of [begun.device_code, begun.user_code, begun.user_code.replace('-', '')])
      expect(kept).not.toContain(secret)
  })

  test('is let in by whoever types its code and says yes, with a session of its own, by whatever replica', async () => {
    const who = await somebody()
    const { device_code: device, user_code: code } = await beginDevice(auth, 'anna@laptop')
    expect(outcomeOf(await pollWith(auth, device))).toBe('400 authorization_pending')
    const found = await sayTo(other)('find', code.toLowerCase().replace('-', ' '), who.token)
    expect(waitingDeviceSchema.parse(found.json())).toEqual({
      terminal: 'anna@laptop',
      userAgent: 'argus/1.2.3 (linux)',
      ip: '127.0.0.1',
      askedAt: new Date(auth.clock.now()).toISOString(),
      expiresAt: new Date(auth.clock.now() + 10 * MINUTE).toISOString(),
    })
    await auth.clock.advance(5_000)
    expect((await sayTo(other)('approve', code, who.token)).status).toBe(204)
    const pair = pairOf(await pollWith(auth, device))
    const sid = String(claimsOf(pair.access_token)['sid'])
    expect(claimsOf(pair.access_token)['sub']).toBe(who.id)
    expect(sid).not.toBe(who.sid)
    expect(await lastOf('login.ok')).toMatchObject({
      target: sid,
      actor_id: who.id,
      details: { terminal: 'device_code', approvedBy: who.sid },
    })
    expect(await lastOf('terminal_login.approved')).toMatchObject({
      actor_id: who.id,
      session_id: who.sid,
      details: { by: 'device_code', terminal: 'anna@laptop', askedFrom: '127.0.0.1' },
    })
    expect((await as(auth, who.token).delete(`/api/auth/sessions/${sid}`)).status).toBe(204)
    expect((await refreshWith(auth, pair.refresh_token)).status).toBe(401)
    expect((await meWith(auth, who.token)).status).toBe(200)
  })

  test('is told that it was refused', async () => {
    const who = await somebody()
    const { device_code: device, user_code: code } = await beginDevice(auth)
    expect((await say('deny', code, who.token)).status).toBe(204)
    expect(outcomeOf(await pollWith(other, device))).toBe('400 access_denied')
    expect(outcomeOf(await say('approve', code, who.token))).toBe('404 not_found')
    expect(outcomeOf(await pollWith(auth, device))).toBe('400 access_denied')
    expect(await lastOf('terminal_login.denied')).toMatchObject({ actor_id: who.id })
  })

  test('that asks too often is told to ask more seldom, and when', async () => {
    const { device_code: device } = await beginDevice(auth)
    const ask = async (at: TestAuth) => {
      const answer = await pollWith(at, device)
      const { code } = z.object({ code: z.string() }).parse(answer.json())
      return [code, answer.headers.get('retry-after')]
    }
    expect(await ask(auth)).toEqual(['authorization_pending', '5'])
    await auth.clock.advance(2_000)
    expect(await ask(other)).toEqual(['slow_down', '10'])
    await auth.clock.advance(8_000)
    expect(await ask(auth)).toEqual(['slow_down', '15'])
    await auth.clock.advance(15_000)
    expect(await ask(other)).toEqual(['authorization_pending', '15'])
  })

  test('has ten minutes, and is forgotten afterwards', async () => {
    const who = await somebody()
    const { device_code: device, user_code: code } = await beginDevice(auth)
    await auth.clock.advance(10 * MINUTE - 1)
    expect((await say('find', code, who.token)).status).toBe(401) // five minutes are a token's
    const { access_token: token } = await tokensOf(auth, who.email)
    expect((await say('find', code, token)).status).toBe(200)
    await auth.clock.advance(1)
    for (const what of ['find', 'approve', 'deny'] as const)
      expect(outcomeOf(await say(what, code, token))).toBe('404 not_found')
    expect(outcomeOf(await pollWith(auth, device))).toBe('400 login_expired')
    await until(
      async () => {
        await auth.clock.advance(MINUTE)
        return (await waitingRows()) === 0
      },
      { what: 'the schedule to forget it' },
    )
  })

  test('is given its session once, however many ask with its code; asked again, it ends', async () => {
    const who = await somebody()
    const { device_code: device, user_code: code } = await beginDevice(auth)
    await say('approve', code, who.token)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => pollWith(n % 2 === 0 ? auth : other, device)),
    )
    const [given, ...more] = answers.filter(({ status }) => status === 200)
    expect(more).toEqual([])
    if (given === undefined) throw new Error('nobody was let in')
    expect((await refreshWith(auth, pairOf(given).refresh_token)).status).toBe(401)
    expect(await lastOf('terminal_login.refused')).toMatchObject({
      details: { reason: 'used_again' },
    })
  })

  test('is let in by nobody who has logged out meanwhile', async () => {
    const who = await somebody()
    const { device_code: device, user_code: code } = await beginDevice(auth)
    await say('approve', code, who.token)
    await as(auth, who.token).delete(`/api/auth/sessions/${who.sid}`)
    expect(outcomeOf(await pollWith(auth, device))).toBe('400 login_expired')
  })

  test('finds no page where the installation names no console', async () => {
    const lone = await startTestAuth({ env: { ARGUS_ALLOWED_ORIGINS: '' } })
    const answer = await post(`${lone.service.url}/api/auth/device`, {})
    expect([outcomeOf(answer), answer.text]).toEqual([
      '404 not_found',
      expect.stringContaining('ARGUS_ALLOWED_ORIGINS'),
    ])
    await lone[Symbol.asyncDispose]()
  })
})

describe('A-40 a user code', () => {
  test('is decided once, by one of those who decide at the same moment', async () => {
    const [one, another] = [await somebody(), await somebody()]
    const { device_code: device, user_code: code } = await beginDevice(auth)
    const answers = await Promise.all([
      say('approve', code, one.token),
      sayTo(other)('approve', code, another.token),
      say('deny', code, one.token),
    ])
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['204', '404', '404'])
    const decided = await pollWith(auth, device)
    expect([200, 400]).toContain(decided.status)
  })

  test('is approved with a proof of the last five minutes by a person, and refused without', async () => {
    const who = await somebody('admin')
    const { user_code: code } = await beginDevice(auth)
    const { key } = await keyOf(auth, who.token)
    const script = await exchange(auth, key)
    for (const what of ['find', 'approve', 'deny'] as const)
      expect(outcomeOf(await say(what, code, script))).toBe('403 not_allowed')
    await auth.db
      .updateTable('sessions')
      .set({ auth_time: new Date(auth.clock.now() - 5 * MINUTE - 1) })
      .where('id', '=', who.sid)
      .execute()
    expect(outcomeOf(await say('approve', code, who.token))).toBe('403 step_up_required')
    expect((await say('find', code, who.token)).status).toBe(200)
    expect((await say('deny', code, who.token)).status).toBe(204)
  })

  test('is no business of somebody who must still replace a password', async () => {
    const who = await somebody()
    const { user_code: code } = await beginDevice(auth)
    await auth.db
      .updateTable('users')
      .set({ must_change_password: true })
      .where('id', '=', who.id)
      .execute()
    for (const what of ['find', 'approve', 'deny'] as const)
      expect(outcomeOf(await say(what, code, who.token))).toBe('403 password_change_required')
  })

  test('is approved from the console alone', async () => {
    const who = await somebody()
    const { device_code: device, user_code } = await beginDevice(auth)
    const url = `${auth.service.url}/api/auth/device/approve`
    const from = (headers: Record<string, string>) =>
      post(url, { user_code }, { ...bearer(who.token), ...headers })
    expect(outcomeOf(await from({ origin: 'https://evil.example' }))).toBe('403 cross_site')
    expect(outcomeOf(await pollWith(auth, device))).toBe('400 authorization_pending')
    expect((await from({ origin: CONSOLE })).status).toBe(204)
  })

  test('is not found by guessing: a user may try thirty in ten minutes, right or wrong, at one moment or one after the other', async () => {
    const who = await somebody()
    const { user_code: code } = await beginDevice(auth)
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        sayTo(n % 3 === 0 ? other : auth)(n % 2 === 0 ? 'find' : 'approve', 'BBBB-BBBB', who.token),
      ),
    )
    const seen = answers.map(outcomeOf)
    expect(seen.filter((one) => one === '404 not_found')).toHaveLength(30)
    expect(seen.filter((one) => one === '429 too_many')).toHaveLength(10)
    // Who has tried too many is not told of the right one either.
    expect(outcomeOf(await say('find', code, who.token))).toBe('429 too_many')
    await auth.clock.advance(10 * MINUTE - 1)
    const { access_token: token } = await tokensOf(auth, who.email)
    expect(outcomeOf(await say('find', code, token))).toBe('429 too_many')
    await auth.clock.advance(1)
    expect(outcomeOf(await say('find', code, token))).toBe('404 not_found')
  })

  test('is not found by many users of one address either', async () => {
    const codes: string[] = []
    for (let n = 0; n < 4; n += 1) {
      const who = await somebody()
      const answers = await Promise.all(
        Array.from({ length: 30 }, () =>
          post(
            `${auth.service.url}/api/auth/device/find`,
            { user_code: 'BBBB-BBBB' },
            { ...bearer(who.token), 'x-forwarded-for': '203.0.113.9' },
          ),
        ),
      )
      codes.push(...answers.map(outcomeOf))
    }
    expect(codes.filter((one) => one === '404 not_found')).toHaveLength(100)
    expect(codes.filter((one) => one === '429 too_many')).toHaveLength(20)
  })

  test('is made for no more terminals than an address may begin', async () => {
    const url = `${auth.service.url}/api/auth/device`
    const seen = new Map<number, number>()
    for (let sent = 0; sent < 320; sent += 40) {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => post(url, {}, { 'x-forwarded-for': '203.0.113.10' })),
      )
      for (const { status } of answers) seen.set(status, (seen.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(seen)).toEqual({ 200: 300, 429: 20 })
  })
})

test('A-40 a device code that is made up counts as a failed log-in of its address', async () => {
  for (let n = 0; n < 50; n += 1)
    expect(outcomeOf(await pollWith(auth, 'x'.repeat(43)))).toBe('400 login_expired')
  expect(outcomeOf(await pollWith(auth, 'x'.repeat(43)))).toBe('429 too_many')
})
