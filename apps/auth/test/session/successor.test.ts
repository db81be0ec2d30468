import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { claimsOf, pairOf, refreshWith, tokensOf } from '../client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

const HOUR_MS = 3_600_000

test('A-23 the successor of a reader who has become a writer ends twelve hours after the login', async () => {
  const id = await addUser(auth.db, { email: 'promoted@example.test', role: 'viewer' })
  const first = await tokensOf(auth, 'promoted@example.test')
  const began = Number(claimsOf(first.refresh_token)['iat'])
  await auth.clock.advance(5 * HOUR_MS)
  const reader = pairOf(await refreshWith(auth, first.refresh_token))
  expect(Number(claimsOf(reader.refresh_token)['exp']) - began).toBe(13 * 3_600)

  await auth.db
    .insertInto('user_roles')
    .columns(['user_id', 'role_id'])
    .expression((query) =>
      query
        .selectFrom('roles')
        .select((row) => [row.val(id).as('user_id'), 'roles.id as role_id'])
        .where('roles.name', '=', 'admin'),
    )
    .execute()
  const writer = pairOf(await refreshWith(auth, reader.refresh_token))
  expect(Number(claimsOf(writer.refresh_token)['exp']) - began).toBe(12 * 3_600)
})
