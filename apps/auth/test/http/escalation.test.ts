import { meSchema } from '@argus/contracts/http/auth'
import { assignmentSchema, roleWithPermissionsSchema } from '@argus/contracts/http/roles'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { actAs, outcomeOf, roleId, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

const may = (apiGroup: string, resource: string, verb = '*') => ({ apiGroup, resource, verb })
const READ = [may('*', '*', 'get'), may('*', '*', 'list'), may('*', '*', 'watch')]
const PEOPLE = [may('argus.internal', 'users'), may('argus.internal', 'roles')]
const ASSIGNMENTS = '/api/roles/assignments'

let auth: TestAuth
let admin: Acting
let lead: Acting
const ids: Record<string, string> = {}
const id = (name: string): string => ids[name] ?? ''

beforeAll(async () => {
  auth = await startTestAuth({
    env: {
      ARGUS_OIDC_ISSUER: 'https://login.example.test',
      ARGUS_OIDC_CLIENT_ID: 'argus',
      ARGUS_OIDC_REDIRECT_URL: 'https://argus.example.test/api/auth/oidc/callback',
      ARGUS_OIDC_ROLE_MAPPING: '{"all": [{"role": "mapped"}]}',
    },
  })
  ids['admin'] = await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  ids['lead'] = await addUser(auth.db, { email: 'lead@example.test', role: 'viewer' })
  ids['somebody'] = await addUser(auth.db, { email: 'somebody@example.test' })
  ids['viewer'] = await roleId(auth, 'viewer')
  ids['admin role'] = await roleId(auth, 'admin')
  ids['operator'] = await roleId(auth, 'operator')
  admin = await actAs(auth, 'admin@example.test')
  ids['people'] = await makeRole('people', PEOPLE)
  ids['keepers'] = await makeRole('keepers', [may('core', 'secrets', 'get')])
  ids['keeper'] = await addUser(auth.db, { email: 'keeper@example.test' })
  ids['kept'] = await assign('keeper', 'keepers', { cluster: 'prod' })
  await assign('lead', 'people')
  const all = await auth.db.selectFrom('user_roles').selectAll().execute()
  ids['admin assignment'] = all.find(({ user_id: user }) => user === id('admin'))?.id ?? ''
  lead = await actAs(auth, 'lead@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

async function makeRole(name: string, permissions: object[]): Promise<string> {
  const made = await admin.send('POST', '/api/roles', { name, permissions })
  return roleWithPermissionsSchema.parse(made.json()).id
}

async function assign(user: string, role: string, place = {}): Promise<string> {
  const body = { userId: id(user), roleId: id(role), ...place }
  return assignmentSchema.parse((await admin.send('POST', ASSIGNMENTS, body)).json()).id
}

/** All that decides who may do what. */
const authority = async () => [
  await auth.db.selectFrom('users').selectAll().orderBy('id').execute(),
  await auth.db.selectFrom('roles').selectAll().orderBy('id').execute(),
  await auth.db.selectFrom('role_permissions').selectAll().execute(),
  await auth.db.selectFrom('user_roles').selectAll().orderBy('id').execute(),
  await auth.db.selectFrom('notice_counter').selectAll().execute(),
]

describe('A-37 who administers people, but may not do everything, does not', () => {
  const give = (user: string, role: string, place = {}) => ({
    method: 'POST',
    path: () => ASSIGNMENTS,
    body: () => ({ userId: id(user), roleId: id(role), ...place }),
  })
  const on = (method: string, path: () => string, body?: object) => ({
    method,
    path,
    body: () => body,
  })
  test.each<[string, { method: string; path: () => string; body: () => object | undefined }]>([
    ['make themselves administrator', give('lead', 'admin role')],
    ['make themselves administrator of a cluster', give('lead', 'admin role', { cluster: 'x' })],
    [
      'make themselves administrator of a namespace',
      give('lead', 'admin role', { cluster: 'x', namespace: 'y' }),
    ],
    ['make another administrator', give('somebody', 'admin role')],
    ['give a role with a little more than they have', give('somebody', 'operator')],
    ['give a role with a sensitive kind', give('lead', 'keepers', { cluster: 'prod' })],
    [
      'make a role of more than they have',
      on('POST', () => '/api/roles', {
        name: 'mine',
        permissions: [...READ, may('core', 'secrets')],
      }),
    ],
    [
      'make a role of more than they have that a provider gives',
      on('POST', () => '/api/roles', { name: 'mapped', permissions: [may('*', '*')] }),
    ],
    [
      'put more into a role that they have',
      on('PUT', () => `/api/roles/${id('people')}/permissions`, {
        permissions: [...PEOPLE, may('argus.internal', '*')],
      }),
    ],
    [
      'put less into a role of what they have not',
      on('PUT', () => `/api/roles/${id('keepers')}/permissions`, { permissions: [] }),
    ],
    ['rename it', on('PUT', () => `/api/roles/${id('keepers')}`, { name: 'mapped' })],
    ['delete it', on('DELETE', () => `/api/roles/${id('keepers')}`)],
    ['take it away', on('DELETE', () => `${ASSIGNMENTS}/${id('kept')}`)],
    [
      'take the role of an administrator away',
      on('DELETE', () => `${ASSIGNMENTS}/${id('admin assignment')}`),
    ],
    ['disable an administrator', on('POST', () => `/api/users/${id('admin')}/disable`)],
    ['enable one', on('POST', () => `/api/users/${id('admin')}/enable`)],
    ['delete an administrator', on('DELETE', () => `/api/users/${id('admin')}`)],
    ['delete one who may do a little more', on('DELETE', () => `/api/users/${id('keeper')}`)],
    [
      'move the address of an administrator',
      on('PATCH', () => `/api/users/${id('admin')}`, { email: 'lead+admin@example.test' }),
    ],
    [
      'get a password for an administrator',
      on('POST', () => `/api/users/${id('admin')}/password-reset`),
    ],
  ])('%s', async (_, { method, path, body }) => {
    const before = await authority()
    const answer = await lead.send(method, path(), body())
    expect(outcomeOf(answer)).toBe('403 not_allowed')
    expect(await authority()).toEqual(before)
  })

  test('make a user with a role', async () => {
    const before = await authority()
    const body = { email: 'n@example.test', roles: ['admin'] }
    expect(outcomeOf(await lead.send('POST', '/api/users', body))).toBe('400 invalid_request')
    expect(await authority()).toEqual(before)
  })

  test('and may do what is theirs to do', async () => {
    const body = { userId: id('somebody'), roleId: id('viewer') }
    expect(outcomeOf(await lead.send('POST', ASSIGNMENTS, body))).toBe('201')
    const people = { ...body, roleId: id('people') }
    expect(outcomeOf(await lead.send('POST', ASSIGNMENTS, people))).toBe('201')
    const role = { name: 'watchers', permissions: [may('apps', '*', 'watch')] }
    const made = await lead.send('POST', '/api/roles', role)
    expect(outcomeOf(made)).toBe('201')
    const path = `/api/roles/${roleWithPermissionsSchema.parse(made.json()).id}`
    const more = { permissions: [may('apps', '*', 'watch'), may('core', 'pods', 'list')] }
    expect(outcomeOf(await lead.send('PUT', `${path}/permissions`, more))).toBe('200')
    expect(outcomeOf(await lead.send('DELETE', path))).toBe('204')
    expect(outcomeOf(await lead.send('POST', `/api/users/${id('somebody')}/disable`))).toBe('200')
  })

  test('a draft raises nobody', async () => {
    const before = await authority()
    const draft = { add: [{ roleId: id('admin role') }] }
    const answer = await lead.send('POST', '/api/roles/preview', { userId: id('lead'), draft })
    expect(outcomeOf(answer)).toBe('200')
    expect(await authority()).toEqual(before)
    const me = meSchema.parse((await lead.get('/api/auth/me')).json())
    expect(me.grants.map(({ role }) => role).toSorted()).toEqual(['people', 'viewer'])
  })
})

test('A-37 what a role permits counts wherever somebody has it, and wherever a provider gives it', async () => {
  const userId = await addUser(auth.db, {
    email: 'prod@example.test',
    role: 'viewer',
    cluster: 'prod',
  })
  ids['prod'] = userId
  await assign('prod', 'people')
  const prod = await actAs(auth, 'prod@example.test')
  const pods = { permissions: [may('core', 'pods', 'get')] }
  const setting = async (name: string) => {
    ids[name] = await makeRole(name, [])
    await assign('somebody', name, { cluster: 'prod' })
    const path = `/api/roles/${id(name)}/permissions`
    const here = outcomeOf(await prod.send('PUT', path, pods))
    await assign('somebody', name, { cluster: 'test', namespace: 'shop' })
    return [here, outcomeOf(await prod.send('PUT', path, pods))]
  }
  expect(await setting('plain')).toEqual(['200', '403 not_allowed'])
  expect(await setting('mapped')).toEqual(['403 not_allowed', '403 not_allowed'])
})

test('A-37 the administrator of a cluster gives roles there and nowhere else', async () => {
  await addUser(auth.db, { email: 'captain@example.test', role: 'admin', cluster: 'prod' })
  const captain = await actAs(auth, 'captain@example.test')
  const giving = async (place: object) => {
    const body = { userId: id('lead'), roleId: id('admin role'), ...place }
    return outcomeOf(await captain.send('POST', ASSIGNMENTS, body))
  }
  expect(await giving({ cluster: 'prod' })).toBe('201')
  expect(await giving({ cluster: 'prod', namespace: 'shop' })).toBe('201')
  expect(await giving({ cluster: 'test' })).toBe('403 not_allowed')
  expect(await giving({})).toBe('403 not_allowed')
  const taking = `${ASSIGNMENTS}/${id('admin assignment')}`
  expect(outcomeOf(await captain.send('DELETE', taking))).toBe('403 not_allowed')
  expect(outcomeOf(await captain.get('/api/users'))).toBe('403 not_allowed')
})

test('the roles that come with Argus stay as they are', async () => {
  const path = `/api/roles/${id('viewer')}`
  const answers = [
    await admin.send('PUT', path, { name: 'seer' }),
    await admin.send('PUT', `${path}/permissions`, { permissions: [] }),
    await admin.send('DELETE', path),
  ]
  expect(answers.map(outcomeOf)).toEqual(['409 conflict', '409 conflict', '409 conflict'])
})
