import { expect, test } from '@jest/globals'
import pg from 'pg'

import { createDatabase, startTestPostgres } from '../src/database.ts'

test('a database is empty, its own, and gone afterwards', async () => {
  await using server = await startTestPostgres()
  process.env['TEST_DATABASE_URL'] = server.url
  try {
    const database = await createDatabase({
      migrate: async (url) => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        await client.query('CREATE TABLE written (id int)')
        await client.end()
      },
    })
    await using other = await createDatabase()
    expect(await database.query('SELECT * FROM written')).toEqual([])
    await expect(other.query('SELECT * FROM written')).rejects.toThrow(/does not exist/)
    await database[Symbol.asyncDispose]()
    const left = await other.query('SELECT 1 FROM pg_database WHERE datname = $1', [database.name])
    expect(left).toEqual([])
  } finally {
    delete process.env['TEST_DATABASE_URL']
  }
})

test('without a server given, a database brings its own', async () => {
  await using database = await createDatabase()
  const [row] = await database.query('SHOW server_version')
  expect(row).toEqual({ server_version: expect.stringMatching(/^16\./) })
})

test('a server that was stopped or killed comes back with its data', async () => {
  await using server = await startTestPostgres()
  await using database = await createDatabaseOn(server.url)
  await database.query('CREATE TABLE kept (id int)')
  await server.stop()
  expect(server.running).toBe(false)
  await expect(database.query('SELECT * FROM kept')).rejects.toThrow(/ECONNREFUSED/)
  await server.start()
  await database.query('CHECKPOINT') // a killed one forgets what it did not have to keep
  await server.kill()
  await server.start()
  expect(await database.query('SELECT * FROM kept')).toEqual([])
})

async function createDatabaseOn(url: string) {
  process.env['TEST_DATABASE_URL'] = url
  try {
    return await createDatabase()
  } finally {
    delete process.env['TEST_DATABASE_URL']
  }
}
