import { connectAuth, type AuthDatabase } from '@argus/db/auth'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import {
  beginGuess,
  countFailure,
  forgetGuesses,
  refundGuess,
  type GuessTurn,
} from '../../src/user/guesses.ts'
import { migrateAll } from '../auth-service.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

let database: TestDatabase
let db: AuthDatabase
beforeAll(async () => {
  database = await createDatabase({ migrate: migrateAll })
  db = connectAuth(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database[Symbol.asyncDispose]()
})

const begin = (subject: string, times: number, now = NOW): Promise<readonly GuessTurn[]> =>
  Promise.all(Array.from({ length: times }, () => beginGuess(db, subject, now)))
const uncounted = (turns: readonly GuessTurn[]) =>
  turns.filter((turn) => turn.type === 'judge' && !turn.counted)
const counter = (subject: string) =>
  db
    .selectFrom('throttles')
    .select(['failures', 'judging'])
    .where('subject', '=', subject)
    .executeTakeFirst()

test('A-09 of guesses that come at one moment fifty are judged at once, a few more are counted first, and the others wait', async () => {
  const turns = await begin('many', 120)
  expect(uncounted(turns)).toHaveLength(50)
  expect(turns.filter(({ type }) => type === 'judge')).toHaveLength(55)
  expect(turns.filter(({ type }) => type === 'wait')).toHaveLength(65)
})

test('A-09 every one that was wrong counts, and none is judged uncounted after the first', async () => {
  const turns = await begin('wrong', 50)
  expect(uncounted(turns)).toHaveLength(50)
  await Promise.all(turns.map(() => countFailure(db, 'wrong', NOW)))
  expect(await counter('wrong')).toEqual({ failures: 50, judging: 0 })
  expect(await begin('wrong', 1)).toEqual([{ type: 'wait', forMs: 15 * MINUTE }])
})

test('those that were right make room for the next, as do those that were not judged', async () => {
  const turns = await begin('right', 50)
  await Promise.all(turns.map((turn) => refundGuess(db, 'right', turn)))
  expect(await counter('right')).toEqual({ failures: 0, judging: 0 })
  expect(uncounted(await begin('right', 50))).toHaveLength(50)
  await forgetGuesses(db, ['right'])
  expect(uncounted(await begin('right', 50))).toHaveLength(50)
})

test('what a process took with it when it went is given up after a minute', async () => {
  await begin('gone', 50)
  expect(uncounted(await begin('gone', 1, NOW + MINUTE))).toHaveLength(0)
  await forgetGuesses(db, ['gone'])
  await begin('gone', 50)
  expect(uncounted(await begin('gone', 50, NOW + MINUTE + 1))).toHaveLength(50)
})
