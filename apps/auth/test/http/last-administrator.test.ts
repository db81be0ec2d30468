import { assignmentSchema, roleWithPermissionsSchema } from '@argus/contracts/http/roles'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { actAs, outcomeOf, roleId, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

const assignmentOf = async (userId: string): Promise<string> => {
  const { id } = await auth.db
    .selectFrom('user_roles')
    .select('id')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return id
}

/** Each way of taking a user's administration away, but for the role itself. */
const WAYS = {
  disable: async (who: Acting, userId: string) =>
    outcomeOf(await who.send('POST', `/api/users/${userId}/disable`)),
  delete: async (who: Acting, userId: string) =>
    outcomeOf(await who.send('DELETE', `/api/users/${userId}`)),
  unassign: async (who: Acting, userId: string) =>
    outcomeOf(await who.send('DELETE', `/api/roles/assignments/${await assignmentOf(userId)}`)),
} as const
const ways = Object.keys(WAYS) as (keyof typeof WAYS)[]

describe('A-37 the last administrator', () => {
  let last: string
  let self: Acting
  beforeAll(async () => {
    last = await addUser(auth.db, { email: 'last@example.test', role: 'admin' })
    self = await actAs(auth, 'last@example.test')
  })

  test.each(ways)('cannot go: %s', async (way) => {
    expect(await WAYS[way](self, last)).toBe('409 conflict')
  })

  test.each<[string, () => Promise<unknown>]>([
    ['is disabled', () => addUser(auth.db, { email: 'd@x.test', role: 'admin', disabled: true })],
    [
      'has a cluster only',
      () => addUser(auth.db, { email: 'c@x.test', role: 'admin', cluster: 'c' }),
    ],
    ['has a lesser role', () => addUser(auth.db, { email: 'o@x.test', role: 'operator' })],
    [
      'has a one-time password that is over',
      async () =>
        auth.db
          .updateTable('users')
          .set({ password_expires_at: new Date(auth.clock.now()), must_change_password: true })
          .where('id', '=', await addUser(auth.db, { email: 'e@x.test', role: 'admin' }))
          .execute(),
    ],
    [
      'has a one-time password that waits to be used',
      async () => {
        const path = `/api/users/${await addUser(auth.db, { email: 'w@x.test', role: 'admin' })}`
        expect(outcomeOf(await self.send('POST', `${path}/password-reset`))).toBe('200')
      },
    ],
    [
      'comes by a provider, with no role',
      async () =>
        auth.db
          .insertInto('identities')
          .values({
            issuer: 'https://login.example.test',
            subject: 'p',
            user_id: await addUser(auth.db, { email: 'p@x.test' }),
          })
          .execute(),
    ],
    [
      'can log in by nothing',
      async () =>
        auth.db
          .updateTable('users')
          .set({ password_hash: null })
          .where('id', '=', await addUser(auth.db, { email: 'n@x.test', role: 'admin' }))
          .execute(),
    ],
  ])('is still the last beside one who %s', async (_, add) => {
    await add()
    expect(await WAYS.disable(self, last)).toBe('409 conflict')
  })

  test('may have it by a role of their own making, which then stays as it is', async () => {
    const admin = { name: 'root', permissions: await permissionsOf('admin') }
    const made = await self.send('POST', '/api/roles', admin)
    const { id: roleOf } = roleWithPermissionsSchema.parse(made.json())
    const other = await addUser(auth.db, { email: 'root@example.test' })
    const given = await self.send('POST', '/api/roles/assignments', {
      userId: other,
      roleId: roleOf,
    })
    assignmentSchema.parse(given.json())
    const root = await actAs(auth, 'root@example.test')
    expect(await WAYS.unassign(root, last)).toBe('204')

    const path = `/api/roles/${roleOf}`
    const lesser = { permissions: admin.permissions.slice(0, 1) }
    expect(outcomeOf(await root.send('PUT', `${path}/permissions`, lesser))).toBe('409 conflict')
    expect(outcomeOf(await root.send('DELETE', path))).toBe('409 conflict')
    const renamed = { name: 'captain' }
    expect(outcomeOf(await root.send('PUT', path, renamed))).toBe('200')
    const body = { userId: last, roleId: await roleId(auth, 'admin') }
    expect(outcomeOf(await root.send('POST', '/api/roles/assignments', body))).toBe('201')
    expect(outcomeOf(await root.send('DELETE', path))).toBe('204')
  })

  async function permissionsOf(name: string): Promise<object[]> {
    const role = await self.get(`/api/roles/${await roleId(auth, name)}`)
    return roleWithPermissionsSchema.parse(role.json()).permissions
  }
})

test.each(ways.flatMap((one) => ways.map((other) => [one, other] as const)))(
  'A-37 of two administrators who remove each other at once, one stays: %s and %s',
  async (one, other) => {
    await auth.db.deleteFrom('users').execute()
    const a = await addUser(auth.db, { email: 'a@example.test', role: 'admin' })
    const b = await addUser(auth.db, { email: 'b@example.test', role: 'admin' })
    const [asA, asB] = [await actAs(auth, 'a@example.test'), await actAs(auth, 'b@example.test')]
    const outcomes = await Promise.all([WAYS[one](asA, b), WAYS[other](asB, a)])
    expect(outcomes.filter((outcome) => outcome.startsWith('20'))).toHaveLength(1)
    expect(await administrators()).toHaveLength(1)
  },
)

const administrators = () =>
  auth.db
    .selectFrom('users')
    .innerJoin('user_roles', 'user_roles.user_id', 'users.id')
    .select('users.email')
    .where('disabled_at', 'is', null)
    .execute()
