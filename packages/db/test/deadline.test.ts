import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { apart, connectAuth, within, type AuthDatabase } from '../src/auth.ts'
import { migrateAll } from './migrations.ts'

let database: TestDatabase
let db: AuthDatabase
beforeAll(async () => {
  database = await createDatabase({ migrate: migrateAll })
  db = connectAuth(database.url)
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const late = new Error('too late')
const note = (tx: AuthDatabase, id: string) =>
  sql`INSERT INTO throttles (subject, failures, window_since, updated_at)
    VALUES (${id}, 1, now(), now())`.execute(tx)
const isNoted = async (id: string): Promise<boolean> => {
  const query = db.selectFrom('throttles').select('subject').where('subject', '=', id)
  return (await query.execute()).length > 0
}
const running = async (text: string): Promise<boolean> => {
  const rows = await database.query(
    `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${text}%' AND pid <> pg_backend_pid()`,
  )
  return rows.length > 0
}

test('a question that is out when time is over is given up at once, and what had been begun is rolled back', async () => {
  const stop = new AbortController()
  const began = performance.now()
  const work = within(stop.signal, () =>
    db.transaction().execute(async (tx) => {
      await note(tx, 'slow')
      await sql`SELECT pg_sleep(3) AS slept`.execute(tx)
    }),
  )
  const refused = expect(work).rejects.toBe(late)
  await until(() => running('AS slept'), { what: 'the slow question' })
  stop.abort(late)
  await refused
  expect(performance.now() - began).toBeLessThan(2_500)
  expect(await isNoted('slow')).toBe(false)
  await note(db, 'slow') // Neither its lock nor its connection stands in anybody's way.
})

test('of many quick questions none is asked after the time, and nothing of them stays', async () => {
  const stop = new AbortController()
  let asked = 0
  const work = within(stop.signal, () =>
    db.transaction().execute(async (tx) => {
      for (; asked < 10; asked += 1) {
        if (asked === 5) stop.abort(late)
        await note(tx, `quick ${asked}`)
      }
    }),
  )
  await expect(work).rejects.toBe(late)
  await until(() => asked === 5, { what: 'the sixth to be refused' })
  expect(await isNoted('quick 0')).toBe(false)
  expect(await isNoted('quick 5')).toBe(false)
})

test('a commit that was sent is waited for, and what it answers is told', async () => {
  const port = Number(new URL(database.url).port)
  await using network = await startFaultProxy({ port })
  const url = new URL(database.url)
  url.port = String(network.port)
  await using far = connectAuth(url.href)
  const stop = new AbortController()
  const work = within(stop.signal, () =>
    far.transaction().execute(async (tx) => {
      await note(tx, 'committed')
      network.slow(300)
      setTimeout(() => stop.abort(late), 100)
      return 'done'
    }),
  )
  expect(await work).toBe('done')
  expect(stop.signal.aborted).toBe(true)
  expect(await isNoted('committed')).toBe(true)
})

test('what others wait for goes on without the one that asked for it', async () => {
  const stop = new AbortController()
  let shared: Promise<unknown> | undefined
  const work = within(stop.signal, async () => {
    shared = apart(() => sql`SELECT pg_sleep(0.2)`.execute(db))
    return shared
  })
  const refused = expect(work).rejects.toBe(late)
  stop.abort(late)
  await refused
  await expect(shared).resolves.toBeDefined()
})
