import { availableParallelism } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'

import { connectAuth, type AuthDatabase } from '@argus/db/auth'
import { createDatabase } from '@argus/testkit/database'
import { expect, test } from '@jest/globals'
import bcrypt from 'bcryptjs'

import { addUser, migrateAll, startTestAuth, type TestAuth } from '../auth-service.ts'
import { call, logInAs, type Answer } from '../client.ts'

const MIB = 1_024 * 1_024

test('A-05 two hundred logins at once: the process stays light and quick, and who is too many is told when to come again', async () => {
  await using auth = await startTestAuth()
  const emails = Array.from({ length: 20 }, (_, index) => `user-${index}@example.test`)
  for (const email of emails) await addUser(auth.db, { email })
  await logInAs(auth, emails[0] ?? '')

  const before = process.memoryUsage.rss()
  let most = before
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10)
  const lag = monitorEventLoopDelay({ resolution: 5 })
  lag.enable()
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => logInAs(auth, emails[index % emails.length] ?? '')),
  )
  lag.disable()
  clearInterval(sampling)

  const served = answers.filter(({ status }) => status === 200)
  const refused = answers.filter(({ status }) => status === 503)
  expect(served.length + refused.length).toBe(200)
  // As many as run and wait at the most, and those that found a place that was left meanwhile.
  expect(served.length).toBeGreaterThanOrEqual(50)
  expect(refused.length).toBeGreaterThan(50)
  for (const { headers, text } of refused) {
    expect(headers.get('retry-after')).toBe('1')
    expect(JSON.parse(text)).toEqual({ error: 'too many logins at once', code: 'unavailable' })
  }
  expect(lag.percentile(99) / 1e6).toBeLessThan(100)
  // What is hashed at one moment, and room for two hundred requests; unbounded it would be 3.7 GiB.
  expect((most - before) / MIB).toBeLessThan(availableParallelism() * 19 + 128)
}, 60_000)

/** Of these accounts nobody may tell one kind from another, nor from none. */
const KINDS = ['unknown', 'wrong', 'disabled', 'spent one-time', 'wrong, of an old kind'] as const
type Kind = (typeof KINDS)[number]

/** So many of each kind, and so much time between them, that no throttle is met. */
const ACCOUNTS = 50
const BETWEEN_MS = 10 * 60_000

/** What else this machine does disturbs two hundred timings, and less so four or six hundred; a difference stays. */
const BATCH = 200
const BATCHES = 3

test('A-06 unknown, wrong, disabled, spent, of an old kind: the same bytes, in the same time', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  await using db = connectAuth(database.url)
  await addAccounts(db)
  await using auth = await startTestAuth({ database })
  const seen = new Set<string>()
  const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
  for (let round = 0; round < BATCH * BATCHES; round += 1) {
    if (round % 7 === 0) {
      await auth.clock.advance(BETWEEN_MS)
      await guess(auth, 'unknown', round) // Whatever the clock has set off is over, and no kind pays for it.
    }
    for (const [place] of KINDS.entries()) {
      const kind = KINDS[(place + round) % KINDS.length] ?? 'unknown' // Each goes first in its turn.
      const start = performance.now()
      const answer = await guess(auth, kind, round)
      times.get(kind)?.push(performance.now() - start)
      seen.add(bytesOf(answer))
    }
    if ((round + 1) % BATCH === 0 && slower(times).length === 0) break
  }
  expect(seen.size).toBe(1)
  expect([...seen][0]).toContain('[401,')
  expect(slower(times)).toEqual([])
}, 400_000)

/** So many of each until their medians are looked at, and so often again while they differ. */
const FEW = 40
const LOOKS = 6

test('A-06 an account that waits is hashed for as one that is judged, so that its answer takes as long', async () => {
  await using auth = await startTestAuth()
  for (let index = 0; index < FEW; index += 1)
    await addUser(auth.db, { email: emailOf('wrong', index) })
  const locked = 'locked@example.test'
  await addUser(auth.db, { email: locked })
  await logInAs(auth, locked, 'not what anybody chose')
  await auth.db
    .updateTable('throttles')
    .set({ failures: 99, blocked_until: new Date(Date.UTC(2100, 0)) })
    .where('subject', 'like', 'account:%')
    .execute()
  const guesses = {
    wrong: (round: number) =>
      logInAs(auth, emailOf('wrong', round % FEW), 'not what anybody chose'),
    waits: () => logInAs(auth, locked),
  }
  const times = new Map<string, number[]>()
  const seen = new Set<string>()
  for (const guessOf of Object.values(guesses)) {
    const before = await hashesOf(auth)
    await guessOf(0)
    expect(await hashesOf(auth)).toBe(before + 1)
  }
  for (let round = 0; round < FEW * LOOKS; round += 1) {
    if (round % 10 === 0) await auth.clock.advance(BETWEEN_MS)
    const inTurn = Object.entries(guesses)
    for (const [kind, guessOf] of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
      const start = performance.now()
      seen.add(bytesOf(await guessOf(round)))
      times.set(kind, [...(times.get(kind) ?? []), performance.now() - start])
    }
    if ((round + 1) % FEW === 0 && slower(times).length === 0) break
  }
  expect(seen.size).toBe(1)
  expect(slower(times)).toEqual([])
  const rows = await auth.db
    .selectFrom('audit_log')
    .select((query) => query.fn.countAll<number>().as('n'))
    .where('action', '=', 'login.throttled')
    .executeTakeFirstOrThrow()
  expect(rows.n).toBe(1 + (times.get('waits')?.length ?? 0))
}, 200_000)

/** How many passwords were hashed so far. */
async function hashesOf({ service }: TestAuth): Promise<number> {
  const { text } = await call(`${service.internalUrl}/metrics`)
  return Number(/^argus_auth_hash_queue_wait_seconds_count(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1])
}

/** The kinds whose median is more than a tenth above the least, with it in milliseconds. */
function slower<K>(times: ReadonlyMap<K, readonly number[]>): readonly (readonly [K, number])[] {
  const medians = [...times].map(([kind, all]) => [kind, median(all)] as const)
  const least = Math.min(...medians.map(([, ms]) => ms))
  return medians.filter(([, ms]) => ms > least * 1.1)
}

const emailOf = (kind: Kind, index: number): string =>
  `${kind.replaceAll(/[^a-z]+/g, '-')}-${index}@example.test`

async function addAccounts(db: AuthDatabase): Promise<void> {
  const old = await bcrypt.hash('the password of long ago', 6)
  for (let index = 0; index < ACCOUNTS; index += 1) {
    await addUser(db, { email: emailOf('wrong', index) })
    await addUser(db, { email: emailOf('disabled', index), disabled: true })
    await addUser(db, { email: emailOf('wrong, of an old kind', index), passwordHash: old })
    await addUser(db, { email: emailOf('spent one-time', index) })
  }
  await db
    .updateTable('users')
    .set({ must_change_password: true, password_expires_at: new Date(0) })
    .where('email', 'like', 'spent%')
    .execute()
}

/** The right password where that makes no difference. */
function guess(auth: TestAuth, kind: Kind, round: number): Promise<Answer> {
  const email = emailOf(kind, round % ACCOUNTS)
  const isRight = kind === 'disabled' || kind === 'spent one-time'
  return isRight ? logInAs(auth, email) : logInAs(auth, email, 'not what anybody chose')
}

function bytesOf({ status, headers, text }: Answer): string {
  const fields = [...headers].filter(([name]) => name !== 'date')
  return JSON.stringify([status, fields, text])
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
}
