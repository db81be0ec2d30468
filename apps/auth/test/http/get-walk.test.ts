import { documentOf } from '../fuzz/document.ts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { roleId } from '../administration.ts'
import { addUser } from '../auth-service.ts'
import { bearer, call, tokensOf } from '../client.ts'
import { logInAt, startStage, type ProviderStage } from '../provider/provider-stage.ts'
import { keyOf } from './api-key-calls.ts'
import { enrolledUser } from './second-factors.ts'

let stage: ProviderStage
let token: string
beforeAll(async () => {
  stage = await startStage()
  const { auth, provider } = stage
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  await enrolledUser(auth)
  provider.accounts.set('ada', { email: 'ada@example.test', groups: ['readers'] })
  await logInAt(auth, 'ada')
  token = (await tokensOf(auth, 'admin@example.test')).access_token
  await keyOf(auth, token)
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Every GET of the document, by its path there. */
async function gets(): Promise<readonly string[]> {
  const { paths } = await documentOf(stage.auth)
  return Object.entries(paths).flatMap(([path, calls]) => (calls['get'] ? [path] : []))
}

const ask = (path: string) =>
  call(stage.auth.service.url + path, { headers: bearer(token), redirect: 'manual' })

/** Every row of every table of auth, by table. */
async function fingerprint(): Promise<Readonly<Record<string, unknown>>> {
  const { database } = stage.auth
  const tables = await database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'auth'`,
  )
  const rows = tables.map(async ({ name }): Promise<[string, unknown]> => {
    const [row] = await database.query(
      `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS of FROM auth.${String(name)} AS t`,
    )
    return [String(name), row?.['of']]
  })
  return Object.fromEntries(await Promise.all(rows))
}

/** A path of somebody who is there, who has sessions, and of a role that somebody has. */
async function ofWhatIsThere(path: string): Promise<string> {
  const { auth } = stage
  const admin = await auth.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', 'admin@example.test')
    .executeTakeFirstOrThrow()
  const id = path.startsWith('/api/roles/') ? await roleId(auth, 'admin') : admin.id
  return path.replaceAll(/\{\w+\}/g, id)
}

const LEAVES = '/api/auth/oidc/login'

test('A-26 no GET changes anything that is there, also for who may do everything and beside an identity provider', async () => {
  const asked = (await gets()).filter((path) => path !== LEAVES)
  expect(asked.length).toBeGreaterThan(15)
  const before = await fingerprint()
  for (const path of asked) {
    const { status } = await ask(await ofWhatIsThere(path))
    expect([path, status]).toEqual([path, path === '/api/auth/oidc/callback' ? 302 : 200])
  }
  expect(await fingerprint()).toEqual(before)
})

test('A-26 nor one that asks for what is not there', async () => {
  const before = await fingerprint()
  for (const path of (await gets()).filter((one) => one.includes('{'))) {
    const { status } = await ask(
      path.replaceAll(/\{\w+\}/g, '6f1b3d4e-8a35-4f29-9b57-0d7f5b1f2c11'),
    )
    expect([200, 404]).toContain(status)
  }
  expect(await fingerprint()).toEqual(before)
})

test('A-26 the one GET that keeps something, a login that leaves for the provider, adds itself and is counted', async () => {
  const kept = () =>
    stage.auth.db.selectFrom('provider_logins').selectAll().orderBy('digest').execute()
  const [before, waiting] = [await fingerprint(), await kept()]
  expect((await ask(LEAVES)).status).toBe(302)
  const after = await fingerprint()
  const changed = Object.keys(after).filter((table) => after[table] !== before[table])
  expect(changed.toSorted()).toEqual(['provider_logins', 'throttles'])
  const now = await kept()
  expect(now).toHaveLength(waiting.length + 1)
  expect(now).toEqual(expect.arrayContaining(waiting))
})
