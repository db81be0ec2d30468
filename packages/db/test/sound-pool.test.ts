import { createDatabase, startTestPostgres, type TestDatabase } from '@argus/testkit/database'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import pg from 'pg'

import { connectAuth, type AuthDatabase } from '../src/auth.ts'
import { migrateAll } from './migrations.ts'

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

const insideTransaction = async (): Promise<boolean> => {
  // Outside of a transaction each statement has a number of its own.
  const asked = await db.connection().execute(async (one) => {
    const numbers: unknown[] = []
    for (let times = 0; times < 2; times += 1)
      numbers.push(
        (await sql<{ n: string }>`SELECT pg_current_xact_id()::text AS n`.execute(one)).rows[0]?.n,
      )
    return numbers
  })
  return asked[0] === asked[1]
}

test('a transaction is one from its first statement on, at the isolation that it asked for', async () => {
  const seen = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { rows } =
        await sql`SELECT current_setting('transaction_isolation') AS level, pg_current_xact_id()::text AS n`.execute(
          tx,
        )
      const again = await sql`SELECT pg_current_xact_id()::text AS n`.execute(tx)
      return [rows[0], again.rows[0]]
    })
  expect(seen).toEqual([
    { level: 'repeatable read', n: expect.any(String) },
    { n: expect.any(String) },
  ])
  expect(seen[0]).toMatchObject(seen[1] ?? {})
})

test('a transaction of nothing leaves none open', async () => {
  await db.transaction().execute(async () => undefined)
  await expect(
    db.transaction().execute(async () => {
      throw new Error('before anything was asked')
    }),
  ).rejects.toThrow('before anything was asked')
  expect(await insideTransaction()).toBe(false)
})

test('what a transaction did is undone, and the connection goes on, when its first or a later statement fails', async () => {
  for (const before of [0, 1]) {
    const failed = db.transaction().execute(async (tx) => {
      if (before > 0) await tx.updateTable('notice_counter').set({ seq: 77 }).execute()
      await sql`SELECT 1 / 0`.execute(tx)
    })
    await expect(failed).rejects.toMatchObject({ code: '22012' })
    expect(await insideTransaction()).toBe(false)
    expect(await db.selectFrom('notice_counter').select('seq').execute()).toEqual([{ seq: 0 }])
  }
})

test('a statement that was prepared before its table changed fails once on a connection, and then goes on', async () => {
  await using changing = await createDatabase({ migrate: migrateAll })
  await using pool = connectAuth(changing.url)
  const operator = new pg.Client({ connectionString: changing.url })
  await operator.connect()
  await operator.query('CREATE TABLE auth.shaped (id int); INSERT INTO auth.shaped VALUES (1)')
  await operator.query('GRANT SELECT ON auth.shaped TO argus_auth')
  const ask = () => sql`SELECT * FROM shaped WHERE id = ${1}`.execute(pool)
  for (let times = 0; times < 20; times += 1) await ask()
  await operator.query("ALTER TABLE auth.shaped ADD COLUMN name text DEFAULT 'new'")
  await expect(ask()).rejects.toMatchObject({ code: '0A000' })
  expect((await ask()).rows).toEqual([{ id: 1, name: 'new' }])
  await operator.end()
})

test('a connection that ends while somebody has it is an error of what they ask, and of nothing else', async () => {
  await using server = await startTestPostgres()
  await migrateAll(server.url)
  await using pool = connectAuth(server.url)
  const asking = sql`SELECT pg_sleep(30)`.execute(pool)
  const between = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const transaction = pool.transaction().execute(async (tx) => {
    await sql`SELECT 1`.execute(tx)
    begun.resolve()
    await between.promise
    await sql`SELECT 2`.execute(tx)
  })
  const outcomes = Promise.allSettled([asking, transaction])
  await begun.promise
  await server.kill()
  between.resolve()
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await server.start()
  expect(await pool.selectFrom('notice_counter').select('seq').execute()).toEqual([{ seq: 0 }])
})
