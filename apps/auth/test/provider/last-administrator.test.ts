import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser } from '../auth-service.ts'
import { accessTokenOf, logInAt, meOf, startStage, type ProviderStage } from './provider-stage.ts'

let stage: ProviderStage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What a login at the provider may do here, the groups being these. */
async function rolesWith(groups: readonly string[]): Promise<readonly string[]> {
  stage.provider.accounts.set('ada', { email: 'ada@example.test', groups })
  const token = await accessTokenOf(stage.auth, await logInAt(stage.auth, 'ada'))
  return (await meOf(stage.auth, token)).grants.map(({ role }) => role).toSorted()
}

const kept = () =>
  stage.auth.db
    .selectFrom('audit_log')
    .select(['outcome', 'resource', 'target', 'actor_email', 'details'])
    .where('action', '=', 'role.kept')
    .execute()

test('A-37 groups give and take every role but that of the last administrator, who keeps it until there is another', async () => {
  expect(await rolesWith(['admins', 'shop'])).toEqual(['admin', 'developer'])
  expect(await rolesWith(['readers'])).toEqual(['admin', 'viewer'])
  const { id } = await stage.auth.db.selectFrom('users').select('id').executeTakeFirstOrThrow()
  expect(await kept()).toEqual([
    {
      outcome: 'refused',
      resource: 'users',
      target: id,
      actor_email: 'ada@example.test',
      details: {
        role: 'admin',
        cluster: null,
        namespace: null,
        source: 'provider',
        reason: 'last_administrator',
      },
    },
  ])

  // One who could be kept out by a day that passes is not another.
  const other = await addUser(stage.auth.db, { email: 'next@example.test', role: 'admin' })
  const oneTime = (expires: Date | null) =>
    stage.auth.db
      .updateTable('users')
      .set({ password_expires_at: expires })
      .where('id', '=', other)
      .execute()
  await oneTime(new Date(stage.auth.clock.now() + 86_400_000))
  expect(await rolesWith(['readers'])).toEqual(['admin', 'viewer'])
  await oneTime(null)
  expect(await rolesWith(['readers'])).toEqual(['viewer'])
  expect(await kept()).toHaveLength(2)
})

test('A-37 the last administrator may come to be one by another group', async () => {
  await stage.auth.db.deleteFrom('users').execute()
  expect(await rolesWith(['admins'])).toEqual(['admin'])
  const before = (await kept()).length
  expect(await rolesWith(['admins', 'readers'])).toEqual(['admin', 'viewer'])
  expect(await kept()).toHaveLength(before)
})
