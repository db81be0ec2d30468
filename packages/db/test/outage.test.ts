import { createDatabase, databaseUrl, startTestPostgres } from '@argus/testkit/database'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { connectAuth, storeUnavailable } from '../src/auth.ts'
import { migrateAll } from './migrations.ts'

test('an outage is an error in seconds that says so, and is over by itself', async () => {
  await using server = await startTestPostgres()
  await migrateAll(server.url)
  await using db = connectAuth(databaseUrl(server.url, 'postgres'))
  const ask = () => db.selectFrom('notice_counter').select('seq').executeTakeFirst()
  expect(await ask()).toEqual({ seq: 0 })
  await server.kill()
  const error: unknown = await ask().catch((reason: unknown) => reason)
  expect(storeUnavailable(error)).toBe(true)
  await server.start()
  expect(await until(ask, { what: 'the connection to come back' })).toEqual({ seq: 0 })
})

test('a refused question is not an outage', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  await using db = connectAuth(database.url)
  const error: unknown = await db
    .insertInto('revoked_tokens')
    .values({
      token_jti: 'x',
      user_id: 'not a uuid',
      revoked_at: new Date(),
      expires_at: new Date(),
    })
    .execute()
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(storeUnavailable(error)).toBe(false)
})
