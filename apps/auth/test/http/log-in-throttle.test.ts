import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { addUser, CONSOLE, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { logInAs, post, type Answer } from '../client.ts'

const WRONG = 'not the password of anybody'
const REFUSED = [401, '{"error":"invalid credentials","code":"invalid_credentials"}']
const MINUTE = 60_000

let auth: TestAuth
let replica: TestAuth
let number = 0
beforeAll(async () => {
  auth = await startTestAuth()
  replica = await startTestAuth({ database: auth.database, clock: auth.clock })
})
afterAll(async () => {
  await replica[Symbol.asyncDispose]()
  await auth[Symbol.asyncDispose]()
})
/** Each test has the windows of addresses behind it, and a user of its own. */
beforeEach(async () => {
  await auth.clock.advance(6 * MINUTE)
})
const newUser = async (): Promise<string> => {
  const email = `throttled-${(number += 1)}@example.test`
  await addUser(auth.db, { email, role: 'viewer' })
  return email
}
const guess = async (email: string, password = WRONG, at = auth): Promise<unknown[]> => {
  const { status, text } = await logInAs(at, email, password)
  return [status, text]
}
const wrong = async (email: string, times: number, at = auth): Promise<void> => {
  for (let time = 0; time < times; time += 1) expect(await guess(email, WRONG, at)).toEqual(REFUSED)
}
const actionsOf = async (): Promise<readonly string[]> =>
  (await auth.db.selectFrom('audit_log').select('action').orderBy('id').execute()).map(
    ({ action }) => action,
  )

describe('A-07 an account', () => {
  test('waits after five wrong guesses, twice as long after each; waiting looks like being wrong', async () => {
    const email = await newUser()
    await wrong(email, 5)
    expect(await guess(email, PASSWORD)).toEqual(REFUSED)
    expect((await actionsOf()).at(-1)).toBe('login.throttled')
    for (const seconds of [1, 2, 4, 8]) {
      await auth.clock.advance(seconds * 1_000 - 1)
      expect(await guess(email, PASSWORD)).toEqual(REFUSED)
      await auth.clock.advance(1)
      await wrong(email, 1)
      expect((await actionsOf()).at(-1)).toBe('login.failed')
    }
    await auth.clock.advance(16_000)
    expect((await guess(email, PASSWORD))[0]).toBe(200)
    await wrong(email, 5)
  })

  test('waits at every replica, and after a restart', async () => {
    const email = await newUser()
    await wrong(email, 3)
    await wrong(email, 2, replica)
    expect(await guess(email, PASSWORD)).toEqual(REFUSED)
    expect(await guess(email, PASSWORD, replica)).toEqual(REFUSED)
    await using restarted = await startTestAuth({ database: auth.database, clock: auth.clock })
    expect(await guess(email, PASSWORD, restarted)).toEqual(REFUSED)
  })

  test('of nobody is counted as any other, and its address is written down nowhere', async () => {
    await wrong('a password in the wrong field', 7)
    expect((await actionsOf()).slice(-2)).toEqual(['login.throttled', 'login.throttled'])
    const subjects = await auth.db.selectFrom('throttles').select('subject').execute()
    expect(JSON.stringify(subjects)).not.toContain('wrong field')
  })

  test('is stopped by a hundred wrong guesses, for a day and not for good', async () => {
    const email = await newUser()
    await wrong(email, 5)
    await auth.db
      .updateTable('throttles')
      .set({ failures: 99 })
      .where('subject', 'like', 'account:%')
      .where('failures', '=', 5)
      .execute()
    await auth.clock.advance(16 * MINUTE)
    await wrong(email, 1)
    await auth.clock.advance(23 * 60 * MINUTE)
    expect(await guess(email, PASSWORD)).toEqual(REFUSED)
    await auth.clock.advance(60 * MINUTE)
    expect((await guess(email, PASSWORD))[0]).toBe(200)
  })

  test('is open to a browser that its owner has logged in from, while others hammer it', async () => {
    const email = await newUser()
    const byCookie = (password: string, cookie = '') =>
      post(
        `${auth.service.url}/api/auth/login`,
        { email, password, cookie: true },
        { origin: CONSOLE, ...(cookie !== '' && { cookie }) },
      )
    const device = deviceIn(await byCookie(PASSWORD))
    await wrong(email, 8)
    expect((await byCookie(PASSWORD)).status).toBe(401)
    const again = await byCookie(PASSWORD, device)
    expect(again.status).toBe(200)
    expect(deviceIn(again)).toBe(device)
    expect((await byCookie(PASSWORD)).status).toBe(401)
    // Of the known browser guesses are counted too, for itself.
    for (let time = 0; time < 5; time += 1) expect((await byCookie(WRONG, device)).status).toBe(401)
    expect((await byCookie(PASSWORD, device)).status).toBe(401)
    // And it is known for its own user only.
    const stranger = await newUser()
    await wrong(stranger, 5)
    const other = { email: stranger, password: PASSWORD, cookie: true }
    const tried = await post(`${auth.service.url}/api/auth/login`, other, {
      origin: CONSOLE,
      cookie: device,
    })
    expect(tried.status).toBe(401)
  })
})

test('A-06 of an account that waits, status, headers and body are those of a wrong password', async () => {
  const email = await newUser()
  const bytes = async (password: string) => {
    const { status, headers, text } = await logInAs(auth, email, password)
    return [status, [...headers].filter(([name]) => name !== 'date'), text]
  }
  const first = await bytes(WRONG)
  await wrong(email, 4)
  expect(await bytes(PASSWORD)).toEqual(first)
  expect((await actionsOf()).at(-1)).toBe('login.throttled')
})

describe('A-07 an address', () => {
  /** As fifty wrong guesses leave it. */
  const fill = async (): Promise<void> => {
    await wrong('nobody@example.test', 1)
    await auth.db
      .updateTable('throttles')
      .set({ failures: 50 })
      .where('subject', '=', 'address:127.0.0.1')
      .execute()
  }

  test('may fail fifty times in five minutes, whoever it guesses; then it is told how long to wait', async () => {
    const good = await newUser()
    for (let name = 0; name < 50; name += 1) await wrong(`nobody-${name}@example.test`, 1)
    const answer = await logInAs(auth, good)
    expect([answer.status, answer.json()]).toEqual([
      429,
      { error: 'too many log-ins failed; wait before the next', code: 'too_many' },
    ])
    expect(answer.headers.get('retry-after')).toBe('300')
    await auth.clock.advance(5 * MINUTE)
    expect((await logInAs(auth, good)).status).toBe(200)
  })

  test('that goes on is one line in history for each window, and one over all replicas', async () => {
    const full = async (): Promise<void> => {
      await fill()
      const again = Array.from({ length: 40 }, (_, index) =>
        logInAs(index % 2 === 0 ? auth : replica, 'nobody@example.test'),
      )
      for (const { status } of await Promise.all(again)) expect(status).toBe(429)
    }
    const lines = async () => {
      return auth.db
        .selectFrom('audit_log')
        .select(['action', 'outcome', 'target', 'ip', 'details'])
        .where('action', '=', 'login.throttled')
        .where(sql<boolean>`details ->> 'by' = 'address'`)
        .orderBy('id')
        .execute()
    }
    const before = (await lines()).length
    await full()
    const until = new Date(auth.clock.now() + 5 * MINUTE).toISOString()
    const line = { action: 'login.throttled', outcome: 'refused', target: null, ip: '127.0.0.1' }
    expect((await lines()).slice(before)).toEqual([{ ...line, details: { by: 'address', until } }])
    await auth.clock.advance(5 * MINUTE)
    await full()
    expect((await lines()).slice(before)).toHaveLength(2)
  })

  test('is not written down where history takes no line: then it is told that instead', async () => {
    await fill()
    await auth.database.query(
      'ALTER TABLE auth.audit_log ADD CONSTRAINT no_more CHECK (false) NOT VALID',
    )
    expect((await logInAs(auth, 'nobody@example.test')).status).toBe(500)
    await auth.database.query('ALTER TABLE auth.audit_log DROP CONSTRAINT no_more')
    const before = (await actionsOf()).length
    expect((await logInAs(auth, 'nobody@example.test')).status).toBe(429)
    expect((await actionsOf()).slice(before)).toEqual(['login.throttled'])
  })

  test('is not kept out by log-ins that succeed', async () => {
    const email = await newUser()
    for (let time = 0; time < 60; time += 1) expect((await logInAs(auth, email)).status).toBe(200)
  })
})

test('A-09 fifty wrong guesses at one moment count fifty, and each that was judged counts for its account', async () => {
  const email = await newUser()
  await auth.db.deleteFrom('throttles').execute()
  const before = (await actionsOf()).length
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => guess(email, WRONG, index % 2 === 0 ? auth : replica)),
  )
  expect(answers).toEqual(answers.map(() => REFUSED))
  const actions = (await actionsOf()).slice(before)
  const judged = actions.filter((action) => action === 'login.failed').length
  expect(actions.filter((action) => action === 'login.throttled')).toHaveLength(50 - judged)
  const rows = await auth.db.selectFrom('throttles').select(['subject', 'failures']).execute()
  const counted = rows.map(({ subject, failures }) => [subject.split(':')[0], failures])
  expect(Object.fromEntries(counted)).toEqual({ account: judged, address: 50, total: 50 })
})

function deviceIn({ headers }: Answer): string {
  const set = headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-argus_device='))
  return set?.split(';')[0] ?? ''
}
