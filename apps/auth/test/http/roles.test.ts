import {
  assignmentsSchema,
  rolesSchema,
  roleWithPermissionsSchema,
  type RoleWithPermissions,
} from '@argus/contracts/http/roles'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { actAs, outcomeOf, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { meSchema } from '@argus/contracts/http/auth'

const READ_PODS = { apiGroup: 'core', resource: 'pods', verb: 'get' }

let auth: TestAuth
let admin: Acting
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  admin = await actAs(auth, 'admin@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

const made = async (body: object): Promise<RoleWithPermissions> =>
  roleWithPermissionsSchema.parse((await admin.send('POST', '/api/roles', body)).json())

const give = (userId: string, roleId: string) =>
  admin.send('POST', '/api/roles/assignments', { userId, roleId, cluster: 'prod' })

const lastVersions = () =>
  auth.notices().map(({ what }) => (what.type === 'grants_changed' ? what.userId : what.type))

test('there are four to begin with, listed by name and page by page', async () => {
  const page = async (query: string) =>
    rolesSchema.parse((await admin.get(`/api/roles?${query}`)).json())
  const first = await page('limit=3')
  const second = await page(`limit=3&after=${first.next}`)
  const all = [...first.roles, ...second.roles]
  expect(all.map(({ name, builtIn }) => [name, builtIn])).toEqual(
    ['admin', 'developer', 'operator', 'viewer'].map((name) => [name, true]),
  )
  expect(second.next).toBeNull()
})

test('one is made, read, renamed and deleted', async () => {
  const role = await made({ name: 'reader', permissions: [READ_PODS, READ_PODS] })
  expect(role).toMatchObject({ name: 'reader', builtIn: false, permissions: [READ_PODS] })
  const path = `/api/roles/${role.id}`
  expect((await admin.get(path)).json()).toEqual(role)
  expect(outcomeOf(await admin.send('POST', '/api/roles', { name: 'reader' }))).toBe('409 conflict')
  expect(outcomeOf(await admin.send('PUT', path, { name: 'viewer' }))).toBe('409 conflict')
  const renamed = await admin.send('PUT', path, { name: 'pod-reader', description: 'Reads pods' })
  expect(renamed.json()).toEqual({ ...role, name: 'pod-reader', description: 'Reads pods' })
  expect(outcomeOf(await admin.send('DELETE', path))).toBe('204')
  expect(outcomeOf(await admin.get(path))).toBe('404 not_found')
  expect(outcomeOf(await admin.send('DELETE', path))).toBe('404 not_found')
})

test('the list says what each permits, and how many have it', async () => {
  const role = await made({ name: 'listed', permissions: [READ_PODS] })
  const one = await addUser(auth.db, { email: 'listed@example.test' })
  await give(one, role.id)
  await admin.send('POST', '/api/roles/assignments', {
    userId: one,
    roleId: role.id,
    cluster: 'test',
  })
  const { roles } = rolesSchema.parse((await admin.get('/api/roles')).json())
  expect(roles.find(({ name }) => name === 'listed')).toEqual({ ...role, holders: 1 })
  expect(roles.find(({ name }) => name === 'developer')).toMatchObject({ holders: 0 })
})

test('one that somebody else changed meanwhile stays as it is, where the caller says what they had read', async () => {
  const role = await made({ name: 'shared', description: 'Old', permissions: [READ_PODS] })
  const path = `/api/roles/${role.id}`
  const stale = { name: 'shared', description: 'Older' }
  const named = { name: 'shared', description: 'Mine', from: stale }
  expect(outcomeOf(await admin.send('PUT', path, named))).toBe('409 conflict')
  const nodes = { apiGroup: 'core', resource: 'nodes', verb: 'get' }
  const permitted = { permissions: [nodes], from: [nodes] }
  expect(outcomeOf(await admin.send('PUT', `${path}/permissions`, permitted))).toBe('409 conflict')
  expect((await admin.get(path)).json()).toEqual(role)
  const read = { name: role.name, description: role.description }
  expect(outcomeOf(await admin.send('PUT', path, { ...named, from: read }))).toBe('200')
  const mine = { permissions: [nodes, READ_PODS], from: [READ_PODS] }
  expect(outcomeOf(await admin.send('PUT', `${path}/permissions`, mine))).toBe('200')
})

test('A-22 a change of a role is announced for each who has it, and is theirs at once', async () => {
  const role = await made({ name: 'changing', permissions: [READ_PODS] })
  const users = [
    await addUser(auth.db, { email: 'one@example.test' }),
    await addUser(auth.db, { email: 'two@example.test' }),
  ]
  for (const id of users) await give(id, role.id)
  await addUser(auth.db, { email: 'other@example.test', role: 'viewer' })
  const one = await actAs(auth, 'one@example.test')
  const granted = async () =>
    meSchema.parse((await one.get('/api/auth/me')).json()).grants.flatMap((own) => own.permissions)
  expect(await granted()).toEqual([READ_PODS])

  auth.announced.length = 0
  const nodes = { ...READ_PODS, resource: 'nodes' }
  await admin.send('PUT', `/api/roles/${role.id}/permissions`, { permissions: [nodes] })
  expect(lastVersions().toSorted()).toEqual(users.toSorted())
  expect(await granted()).toEqual([nodes])

  auth.announced.length = 0
  await admin.send('DELETE', `/api/roles/${role.id}`)
  expect(lastVersions().toSorted()).toEqual(users.toSorted())
  expect(await granted()).toEqual([])
  const left = await admin.get(`/api/roles/assignments?user=${users[0]}`)
  expect(assignmentsSchema.parse(left.json()).assignments).toEqual([])
})

test('A-22 a change of a role reaches the owners of keys that have it, though they have it not themselves', async () => {
  const role = await made({ name: 'of-keys', permissions: [READ_PODS] })
  const owner = await addUser(auth.db, { email: 'owner@example.test', role: 'viewer' })
  const acting = await actAs(auth, 'owner@example.test')
  const key = await acting.send('POST', '/api/auth/api-keys', {
    name: 'script',
    roles: [{ role: 'of-keys' }],
    expiresAt: new Date(auth.clock.now() + 3_600_000).toISOString(),
  })
  expect(outcomeOf(key)).toBe('201')
  auth.announced.length = 0
  await admin.send('PUT', `/api/roles/${role.id}/permissions`, { permissions: [] })
  expect(lastVersions()).toEqual([owner])
})

test('of one role being deleted and given at once nothing is left over', async () => {
  const user = await addUser(auth.db, { email: 'quick@example.test' })
  const role = await made({ name: 'brief', permissions: [] })
  const [given, deleted] = await Promise.all([
    give(user, role.id),
    admin.send('DELETE', `/api/roles/${role.id}`),
  ])
  expect(outcomeOf(deleted)).toBe('204')
  expect(['201', '404 not_found']).toContain(outcomeOf(given))
  const left = await admin.get(`/api/roles/assignments?user=${user}`)
  expect(assignmentsSchema.parse(left.json()).assignments).toEqual([])
})

test.each([
  ['a verb that there is not', { ...READ_PODS, verb: 'impersonate' }],
  ['a group that cannot be', { ...READ_PODS, apiGroup: '' }],
  ['a resource that cannot be', { ...READ_PODS, resource: 'Pods' }],
  ['a field that is unknown', { ...READ_PODS, deny: true }],
])('a permission of %s is refused', async (_, permission) => {
  const body = { name: 'wrong', permissions: [permission] }
  expect(outcomeOf(await admin.send('POST', '/api/roles', body))).toBe('400 invalid_request')
})

test('A-35 what changes rights takes a recent proof of who asks', async () => {
  const role = await made({ name: 'guarded', permissions: [] })
  const user = await addUser(auth.db, { email: 'guarded@example.test' })
  await auth.clock.advance(4 * 60_000)
  const late = await actAs(auth, 'admin@example.test')
  await auth.db
    .updateTable('sessions')
    .set({ auth_time: new Date(auth.clock.now() - 5 * 60_000 - 1) })
    .execute()
  const answers = [
    await late.send('POST', '/api/roles', { name: 'x' }),
    await late.send('PUT', `/api/roles/${role.id}`, { name: 'x' }),
    await late.send('PUT', `/api/roles/${role.id}/permissions`, { permissions: [] }),
    await late.send('DELETE', `/api/roles/${role.id}`),
    await late.send('POST', '/api/roles/assignments', { userId: user, roleId: role.id }),
    await late.send('DELETE', `/api/roles/assignments/${user}`),
    await late.send('POST', '/api/users', { email: 'x@example.test' }),
    await late.send('POST', `/api/users/${user}/disable`),
    await late.send('POST', `/api/users/${user}/enable`),
    await late.send('DELETE', `/api/users/${user}`),
  ]
  expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['403 step_up_required']))
})
