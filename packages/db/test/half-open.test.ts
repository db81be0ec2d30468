import { createDatabase, startTestPostgres } from '@argus/testkit/database'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { expect, test } from '@jest/globals'
import pg from 'pg'

import { connectAuth, storeUnavailable, type AuthDatabase } from '../src/auth.ts'
import { migrateAll } from './migrations.ts'

const ask = (db: AuthDatabase) => db.selectFrom('notice_counter').select('seq').executeTakeFirst()
const fault = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'answered',
    (error: unknown) => storeUnavailable(error),
  )

test('connections whose other end has vanished are given up, each after one question', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  const url = new URL(database.url)
  await using network = await startFaultProxy({ port: Number(url.port) })
  url.port = String(network.port)
  await using db = connectAuth(url.href)
  await Promise.all(Array.from({ length: 10 }, () => ask(db)))
  expect(network.connections).toBe(10)
  network.blackHole()[Symbol.dispose]()

  const began = performance.now()
  const transaction = db
    .transaction()
    .execute((tx) => tx.selectFrom('users').select('id').execute())
  const asked = [transaction, ...Array.from({ length: 9 }, () => ask(db))]
  expect(await Promise.all(asked.map(fault))).toEqual(asked.map(() => true))
  expect(performance.now() - began).toBeLessThan(6_500)

  const again = performance.now()
  await Promise.all(Array.from({ length: 10 }, () => ask(db)))
  expect(performance.now() - again).toBeLessThan(1_500)
}, 30_000)

test('a connection that may not take its role keeps no place in the pool', async () => {
  await using server = await startTestPostgres()
  await migrateAll(server.url)
  const operator = new pg.Client({ connectionString: server.url })
  await operator.connect()
  await using db = connectAuth(server.url)
  await operator.query('ALTER ROLE argus_auth RENAME TO argus_elsewhere')
  const asked = await Promise.allSettled(Array.from({ length: 12 }, () => ask(db)))
  expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 'rejected'))
  await operator.query('ALTER ROLE argus_elsewhere RENAME TO argus_auth')
  expect(await ask(db)).toEqual({ seq: 0 })
  await operator.end()
})
