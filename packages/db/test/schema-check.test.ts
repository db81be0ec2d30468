import { createDatabase } from '@argus/testkit/database'
import { expect, test } from '@jest/globals'

import { checkSchema, connectAuth } from '../src/auth.ts'
import { connectFleet } from '../src/fleet.ts'
import { migrate } from '../src/migrate.ts'
import { schemaComplaint, type SchemaRow } from '../src/schema-check.ts'
import { MIGRATIONS, migrateAll } from './migrations.ts'

const applied = (count: number, minReader = 1): SchemaRow[] =>
  Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    state: 'applied',
    min_reader: minReader,
  }))

test.each<[string, SchemaRow[], RegExp | undefined]>([
  ['the schema it was written for fits', applied(8), undefined],
  ['an empty one is behind', [], /behind: it is at migration 0.*migrate command/],
  ['an older one is behind', applied(7), /behind: it is at migration 7.*needs 8/],
  ['a newer one that still serves it fits', applied(12, 8), undefined],
  ['a newer one that does not is ahead', applied(12, 9), /ahead: .* knows 9.*newer release/],
  [
    'one that was begun and not finished is half-applied',
    [...applied(7), { number: 8, state: 'applying', min_reader: 1 }],
    /half-applied: migration 8/,
  ],
  ['one with a hole is half-applied', applied(9).toSpliced(3, 1), /migration 4 is missing/],
])('%s', (_, rows, complaint) => {
  const answer = schemaComplaint(rows, 8)
  if (complaint === undefined) expect(answer).toBeUndefined()
  else expect(answer).toMatch(complaint)
})

test('both services refuse a real database that is behind and accept it once it is migrated', async () => {
  await using database = await createDatabase()
  await migrate(database.url, MIGRATIONS, { to: 7 })
  await using auth = connectAuth(database.url)
  await using fleet = connectFleet(database.url)
  await expect(checkSchema(auth)).rejects.toThrow(/behind/)
  await expect(checkSchema(fleet)).rejects.toThrow(/behind/)
  await migrateAll(database.url)
  await expect(checkSchema(auth)).resolves.toBeUndefined()
  await expect(checkSchema(fleet)).resolves.toBeUndefined()
})
