import { userInFullSchema, usersSchema, type UserInFull } from '@argus/contracts/http/users'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { actAs, outcomeOf, roleId, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { tokensOf } from '../client.ts'

let auth: TestAuth
let admin: Acting
let adminId: string
beforeAll(async () => {
  auth = await startTestAuth()
  adminId = await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  admin = await actAs(auth, 'admin@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

const inFull = async (id: string, who = admin): Promise<UserInFull> =>
  userInFullSchema.parse((await who.get(`/api/users/${id}`)).json())
const listed = async (query: string) =>
  usersSchema.parse((await admin.get(`/api/users?${query}`)).json()).users.map(({ email }) => email)

test('a user is told with their roles, their second factors and how many logins live', async () => {
  const id = await addUser(auth.db, { email: 'full@example.test', role: 'viewer' })
  const place = { userId: id, roleId: await roleId(auth, 'viewer'), cluster: 'prod' }
  expect(outcomeOf(await admin.send('POST', '/api/roles/assignments', place))).toBe('201')
  await tokensOf(auth, 'full@example.test')
  await tokensOf(auth, 'full@example.test')
  expect(await inFull(id)).toMatchObject({
    roles: [{ role: 'viewer', places: 2 }],
    secondFactors: { totp: false, passkeys: 0 },
    sessions: 2,
    lastAdministration: [],
  })
  await admin.send('DELETE', `/api/users/${id}/sessions`)
  expect((await inFull(id)).sessions).toBe(0)
})

test('A-37 whoever is the last administrator is told as that, until there is another', async () => {
  expect((await inFull(adminId)).lastAdministration).toHaveLength(1)
  const other = await addUser(auth.db, { email: 'other@example.test', role: 'admin' })
  expect((await inFull(adminId)).lastAdministration).toEqual([])
  expect(outcomeOf(await admin.send('POST', `/api/users/${other}/disable`))).toBe('200')
  expect((await inFull(adminId)).lastAdministration).toHaveLength(1)
})

test('they are found by role and by state', async () => {
  const id = await addUser(auth.db, { email: 'away@example.test', role: 'operator' })
  await admin.send('POST', `/api/users/${id}/disable`)
  expect(await listed('role=operator')).toEqual(['away@example.test'])
  expect(await listed('role=operator&state=active')).toEqual([])
  expect(await listed('state=disabled')).toContain('away@example.test')
  expect(await listed('state=active')).not.toContain('away@example.test')
})

test('roles and sessions are not told to whoever may list neither', async () => {
  const role = {
    name: 'clerk',
    permissions: [
      { apiGroup: 'argus.internal', resource: 'users', verb: 'list' },
      { apiGroup: 'argus.internal', resource: 'users', verb: 'get' },
    ],
  }
  expect(outcomeOf(await admin.send('POST', '/api/roles', role))).toBe('201')
  await addUser(auth.db, { email: 'clerk@example.test', role: 'clerk' })
  const clerk = await actAs(auth, 'clerk@example.test')
  expect(await inFull(adminId, clerk)).toMatchObject({ roles: null, sessions: null })
  expect(outcomeOf(await clerk.get('/api/users?role=admin'))).toBe('403 not_allowed')
})
