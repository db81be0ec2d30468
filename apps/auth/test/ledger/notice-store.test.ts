import { connectAuth } from '@argus/db/auth'
import { createDatabase } from '@argus/testkit/database'
import { expect, test } from '@jest/globals'

import { noticesAfter } from '../../src/ledger/notice.ts'
import { migrateAll } from '../auth-service.ts'

const storeOf = async (url: string): Promise<string | undefined> => {
  await using db = connectAuth(url)
  return (await noticesAfter(db, undefined)).store
}

test('notices say of which database they are: of one always the same, of another on the same server not', async () => {
  await using one = await createDatabase({ migrate: migrateAll })
  await using other = await createDatabase({ migrate: migrateAll })
  const store = await storeOf(one.url)
  expect(store).toMatch(/^[\d.]+\/\d+$/)
  expect(await storeOf(one.url)).toBe(store)
  expect(await storeOf(other.url)).not.toBe(store)
}, 60_000)
