import { assignmentSchema, assignmentsSchema } from '@argus/contracts/http/roles'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { actAs, outcomeOf, roleId, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

let auth: TestAuth
let admin: Acting
let user: string
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  user = await addUser(auth.db, { email: 'user@example.test' })
  admin = await actAs(auth, 'admin@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

const PATH = '/api/roles/assignments'
const assigned = async (who: Acting, body: object) =>
  assignmentSchema.parse((await who.send('POST', PATH, body)).json())

test('a role is given in a place and taken away, and each time the rights are announced as changed', async () => {
  const roleOf = await roleId(auth, 'viewer')
  const given = await assigned(admin, { userId: user, roleId: roleOf, cluster: 'prod' })
  expect(given).toMatchObject({ userId: user, role: 'viewer', cluster: 'prod', namespace: null })
  expect(auth.notices().at(-1)?.what).toEqual({
    type: 'grants_changed',
    userId: user,
    authzVersion: 2,
  })
  const again = await admin.send('POST', PATH, { userId: user, roleId: roleOf, cluster: 'prod' })
  expect(outcomeOf(again)).toBe('409 conflict')

  expect(outcomeOf(await admin.send('DELETE', `${PATH}/${given.id}`))).toBe('204')
  expect(auth.notices().at(-1)?.what).toMatchObject({ userId: user, authzVersion: 3 })
  expect(outcomeOf(await admin.send('DELETE', `${PATH}/${given.id}`))).toBe('404 not_found')
})

test('they are listed page by page, by user, role and cluster', async () => {
  const viewer = await roleId(auth, 'viewer')
  const developer = await roleId(auth, 'developer')
  for (const [roleOf, cluster] of [
    [viewer, 'one'],
    [viewer, 'two'],
    [developer, 'two'],
  ] as const)
    await assigned(admin, { userId: user, roleId: roleOf, cluster })
  const page = async (query: string) =>
    assignmentsSchema.parse((await admin.get(`${PATH}?${query}`)).json())
  const first = await page(`user=${user}&limit=2`)
  const second = await page(`user=${user}&limit=2&after=${first.next}`)
  expect([first.assignments.length, second.assignments.length, second.next]).toEqual([2, 1, null])
  const ids = [...first.assignments, ...second.assignments].map(({ id }) => id)
  expect(new Set(ids).size).toBe(3)
  expect((await page(`role=${developer}`)).assignments).toHaveLength(1)
  expect((await page('cluster=two')).assignments).toHaveLength(2)
})

test('what the groups of a provider give is not taken away by hand', async () => {
  const { id } = await auth.db
    .insertInto('user_roles')
    .values({
      user_id: user,
      role_id: await roleId(auth, 'operator'),
      cluster_id: null,
      namespace: null,
      source: 'provider',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const answer = await admin.send('DELETE', `${PATH}/${id}`)
  expect(outcomeOf(answer)).toBe('409 conflict')
  expect(answer.text).toContain('identity provider')
})

test.each([
  ['a user that is none', { userId: '00000000-0000-4000-8000-000000000000' }, '404 not_found'],
  ['a role that is none', { roleId: '00000000-0000-4000-8000-000000000000' }, '404 not_found'],
  ['a namespace of no cluster', { namespace: 'shop' }, '400 invalid_request'],
  ['a field that is unknown', { source: 'provider' }, '400 invalid_request'],
])('%s is refused', async (_, change, outcome) => {
  const body = { userId: user, roleId: await roleId(auth, 'viewer'), ...change }
  expect(outcomeOf(await admin.send('POST', PATH, body))).toBe(outcome)
})
