import { expect, test } from '@jest/globals'
import pg from 'pg'

import { startTestPostgres } from '../src/database.ts'
import { freezePostgres } from '../src/frozen-postgres.ts'

test('a frozen server answers neither who is there nor who comes, and goes on where it was', async () => {
  await using server = await startTestPostgres()
  const there = new pg.Client({ connectionString: server.url })
  await there.connect()
  let answered = false
  const freeze = await freezePostgres(server)
  const asked = there.query('SELECT 1 AS one').then(({ rows }) => {
    answered = true
    return rows
  })
  const comer = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 500 })
  await expect(comer.connect()).rejects.toThrow('timeout')
  expect(answered).toBe(false)
  freeze[Symbol.dispose]()
  expect(await asked).toEqual([{ one: 1 }])
  await there.end()
})
