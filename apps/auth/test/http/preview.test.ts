import { previewSchema, roleWithPermissionsSchema, type Preview } from '@argus/contracts/http/roles'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { actAs, outcomeOf, roleId, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

const READ = ['get', 'list', 'watch']

let auth: TestAuth
let admin: Acting
let user: string
let viewer: string
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  user = await addUser(auth.db, {
    email: 'user@example.test',
    role: 'viewer',
    cluster: 'prod',
    namespace: 'shop',
  })
  viewer = await roleId(auth, 'viewer')
  admin = await actAs(auth, 'admin@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

const previewed = async (body: object): Promise<Preview> =>
  previewSchema.parse(
    (await admin.send('POST', '/api/roles/preview', { userId: user, ...body })).json(),
  )

test('it says what an account may do today, and nothing of a draft that there is not', async () => {
  expect(await previewed({})).toEqual({
    userId: user,
    suspended: null,
    today: {
      scopes: [
        {
          cluster: 'prod',
          namespace: 'shop',
          permissions: [{ apiGroup: '*', resource: '*', verbs: READ }],
        },
      ],
      answers: [],
    },
    draft: null,
  })
})

test('under a draft a place has what reaches into it from wider ones as well', async () => {
  const made = await admin.send('POST', '/api/roles', {
    name: 'deployer',
    permissions: [{ apiGroup: 'apps', resource: 'deployments', verb: 'update' }],
  })
  const { id: deployer } = roleWithPermissionsSchema.parse(made.json())
  const { draft } = await previewed({ draft: { add: [{ roleId: deployer, cluster: 'prod' }] } })
  const update = { apiGroup: 'apps', resource: 'deployments', verbs: ['update'] }
  expect(draft?.scopes).toEqual([
    {
      cluster: 'prod',
      namespace: 'shop',
      permissions: [
        { apiGroup: '*', resource: '*', verbs: READ },
        { ...update, verbs: [...READ, 'update'] },
      ],
    },
    { cluster: 'prod', namespace: null, permissions: [update] },
  ])
})

test('a role that nobody has stored yet counts under a draft as it would when it is given', async () => {
  const permissions = [{ apiGroup: 'apps', resource: 'deployments', verb: 'delete' }]
  const { today, draft } = await previewed({ draft: { made: [{ permissions, cluster: 'test' }] } })
  expect(today.scopes.map(({ cluster }) => cluster)).toEqual(['prod'])
  expect(draft?.scopes).toContainEqual({
    cluster: 'test',
    namespace: null,
    permissions: [{ apiGroup: 'apps', resource: 'deployments', verbs: ['delete'] }],
  })
})

test('questions are answered for today and for the draft, as they would be enforced', async () => {
  const asked = { cluster: 'prod', namespace: 'shop', verb: 'get' }
  const questions = [
    { ...asked, group: 'core', resource: 'pods' },
    { ...asked, group: 'core', resource: 'secrets' },
    { ...asked, namespace: 'bank', group: 'core', resource: 'pods' },
    { cluster: 'prod', verb: 'list', group: 'core', resource: 'nodes' },
  ]
  const { today, draft } = await previewed({
    questions,
    draft: { add: [{ roleId: await roleId(auth, 'admin'), cluster: 'prod' }] },
  })
  expect(today.answers).toEqual([true, false, false, false])
  expect(draft?.answers).toEqual([true, true, true, true])
})

test('a draft takes roles away, and changes what roles permit', async () => {
  const { id } = await auth.db
    .selectFrom('user_roles')
    .select('id')
    .where('user_id', '=', user)
    .executeTakeFirstOrThrow()
  expect((await previewed({ draft: { remove: [id] } })).draft?.scopes).toEqual([])
  const pods = { apiGroup: 'core', resource: 'pods', verb: '*' }
  const changed = await previewed({
    draft: { permissions: [{ roleId: viewer, permissions: [pods] }] },
  })
  expect(changed.draft?.scopes.map(({ permissions }) => permissions)).toEqual([
    [{ apiGroup: 'core', resource: 'pods', verbs: [...READ, 'create', 'update', 'delete'] }],
  ])
  const { today } = await previewed({})
  expect(today.scopes[0]?.permissions[0]?.apiGroup).toBe('*')
})

test('what a draft promises is what the user has once it is stored', async () => {
  const add = { roleId: await roleId(auth, 'operator'), cluster: null, namespace: null }
  const { draft } = await previewed({ draft: { add: [add] } })
  await admin.send('POST', '/api/roles/assignments', { userId: user, ...add })
  expect((await previewed({})).today).toEqual(draft)
})

test('it says why an account may do none of it', async () => {
  await admin.send('POST', `/api/users/${user}/disable`)
  expect((await previewed({})).suspended).toBe('disabled')
})

test.each([
  ['a user that is none', { userId: '00000000-0000-4000-8000-000000000000' }],
  ['a role that is none', { draft: { add: [{ roleId: '00000000-0000-4000-8000-000000000000' }] } }],
  ['an assignment of another', { draft: { remove: ['00000000-0000-4000-8000-000000000000'] } }],
])('%s is not found', async (_, body) => {
  const answer = await admin.send('POST', '/api/roles/preview', { userId: user, ...body })
  expect(outcomeOf(answer)).toBe('404 not_found')
})

test('it takes the right to see both roles and users', async () => {
  const may = (resource: string) => [{ apiGroup: 'argus.internal', resource, verb: 'get' }]
  const outcomes = []
  for (const resource of ['roles', 'users']) {
    const email = `${resource}@example.test`
    const made = await admin.send('POST', '/api/roles', {
      name: resource,
      permissions: may(resource),
    })
    await addUser(auth.db, { email, role: roleWithPermissionsSchema.parse(made.json()).name })
    const answer = await (
      await actAs(auth, email)
    ).send('POST', '/api/roles/preview', { userId: user })
    outcomes.push(outcomeOf(answer))
  }
  expect(outcomes).toEqual(['403 not_allowed', '403 not_allowed'])
})
