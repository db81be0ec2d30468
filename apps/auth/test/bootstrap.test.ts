import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import { BootstrapError } from '../src/user/bootstrap.ts'
import { FIRST_ADMINISTRATOR } from '../src/user/first-administrator.ts'
import { addUser, migrateAll, startTestAuth } from './auth-service.ts'
import { bearer, call, claimsOf, logInAs, meWith, pairOf } from './client.ts'

const DEVELOPMENT = { ARGUS_MODE: 'development', ARGUS_DEVELOPMENT_LOGIN: 'true' }
const SUPPLIED = { ARGUS_BOOTSTRAP_PASSWORD: 'a password that was supplied' }

let database: TestDatabase
let folder: string
beforeEach(async () => {
  database = await createDatabase({ migrate: migrateAll })
  folder = await mkdtemp(join(tmpdir(), 'argus-bootstrap-'))
})
afterEach(async () => {
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const start = (env: Record<string, string> = {}) => startTestAuth({ env, database })

describe('A-10 no default account', () => {
  test('without a bootstrap secret nobody can log in', async () => {
    await using auth = await start()
    for (const password of ['admin', '', 'password']) {
      expect((await logInAs(auth, FIRST_ADMINISTRATOR, password)).status).not.toBe(200)
    }
    expect(await database.query('SELECT * FROM auth.users')).toEqual([])
  })

  test('with a supplied one the first administrator may log in once, and until it is changed do nothing', async () => {
    await using auth = await start(SUPPLIED)
    const supplied = SUPPLIED.ARGUS_BOOTSTRAP_PASSWORD
    const { access_token: token } = pairOf(await logInAs(auth, FIRST_ADMINISTRATOR, supplied))
    expect((await meWith(auth, token)).json()).toMatchObject({
      email: FIRST_ADMINISTRATOR,
      mustChangePassword: true,
      grants: [],
    })
    const again = await logInAs(auth, FIRST_ADMINISTRATOR, supplied)
    const wrong = await logInAs(auth, FIRST_ADMINISTRATOR, 'admin')
    expect([again.status, again.text]).toEqual([401, wrong.text])
    expect(
      await database.query(
        "SELECT action, target FROM auth.audit_log WHERE action LIKE 'bootstrap.%' ORDER BY id",
      ),
    ).toEqual([
      { action: 'bootstrap.created', target: claimsOf(token)['sub'] },
      { action: 'bootstrap.used', target: claimsOf(token)['sub'] },
    ])
  })

  test('replaced, it leaves an administrator who may do everything, sensitive kinds by name, and whom no restart changes', async () => {
    const auth = await start(SUPPLIED)
    const current = SUPPLIED.ARGUS_BOOTSTRAP_PASSWORD
    const password = 'seven quiet lanterns by the sea'
    const { access_token: token } = pairOf(await logInAs(auth, FIRST_ADMINISTRATOR, current))
    const changed = await call(`${auth.service.url}/api/users/me/password`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...bearer(token) },
      body: JSON.stringify({ current, password }),
    })
    expect(changed.status).toBe(204)
    expect((await meWith(auth, token)).json()).toMatchObject({
      mustChangePassword: false,
      grants: [{ role: 'admin', cluster: null, namespace: null }],
    })
    await auth[Symbol.asyncDispose]()
    await using again = await start(SUPPLIED)
    expect((await logInAs(again, FIRST_ADMINISTRATOR, current)).status).toBe(401)
    expect((await logInAs(again, FIRST_ADMINISTRATOR, password)).status).toBe(200)
  })

  test('of two logins with it at once, one gets in', async () => {
    await using auth = await start(SUPPLIED)
    const supplied = SUPPLIED.ARGUS_BOOTSTRAP_PASSWORD
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => logInAs(auth, FIRST_ADMINISTRATOR, supplied)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7)
  })

  test('it dies unused after a day', async () => {
    await using auth = await start(SUPPLIED)
    await auth.clock.advance(24 * 3_600_000)
    const late = await logInAs(auth, FIRST_ADMINISTRATOR, SUPPLIED.ARGUS_BOOTSTRAP_PASSWORD)
    const wrong = await logInAs(auth, FIRST_ADMINISTRATOR, 'admin')
    expect([late.status, late.text]).toEqual([401, wrong.text])
  })

  test('a generated one is written once, for the eyes of its owner', async () => {
    const file = join(folder, 'password')
    await using auth = await start({ ARGUS_BOOTSTRAP_FILE: file })
    const password = (await readFile(file, 'utf8')).trim()
    expect(Buffer.from(password, 'base64url').length).toBeGreaterThanOrEqual(16)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await logInAs(auth, FIRST_ADMINISTRATOR, password)).status).toBe(200)
  })

  test('a file that stands there is not written over, and nobody is made', async () => {
    await expect(start({ ARGUS_BOOTSTRAP_FILE: folder })).rejects.toThrow(BootstrapError)
    expect(await database.query('SELECT * FROM auth.users')).toEqual([])
  })

  test('a restart makes none again: not with another secret, not after all users are deleted', async () => {
    await (await start(SUPPLIED))[Symbol.asyncDispose]()
    await (
      await start({ ARGUS_BOOTSTRAP_PASSWORD: 'another password, supplied' })
    )[Symbol.asyncDispose]()
    await using auth = await start(SUPPLIED)
    expect((await logInAs(auth, FIRST_ADMINISTRATOR, 'another password, supplied')).status).toBe(
      401,
    )
    await database.query('DELETE FROM auth.users')
    await using again = await start(SUPPLIED)
    expect(
      (await logInAs(again, FIRST_ADMINISTRATOR, SUPPLIED.ARGUS_BOOTSTRAP_PASSWORD)).status,
    ).toBe(401)
  })

  test('an installation with users of its own gets none', async () => {
    const auth = await start()
    await addUser(auth.db, { email: 'first@example.test' })
    await auth[Symbol.asyncDispose]()
    await using again = await start(SUPPLIED)
    expect(
      (await logInAs(again, FIRST_ADMINISTRATOR, SUPPLIED.ARGUS_BOOTSTRAP_PASSWORD)).status,
    ).toBe(401)
  })

  test('two replicas that start at once make one', async () => {
    const replicas = await Promise.all([start(SUPPLIED), start(SUPPLIED), start(SUPPLIED)])
    expect(await database.query('SELECT count(*)::int AS users FROM auth.users')).toEqual([
      { users: 1 },
    ])
    expect(
      await database.query(
        'SELECT use, count(*)::int AS keys FROM auth.signing_keys GROUP BY use ORDER BY use',
      ),
    ).toEqual([
      { use: 'access', keys: 1 },
      { use: 'refresh', keys: 1 },
    ])
    for (const replica of replicas) await replica[Symbol.asyncDispose]()
  })
})

describe('A-11 the development login', () => {
  test('works under its flag, and is refused to any start without it', async () => {
    const auth = await start(DEVELOPMENT)
    const { access_token: token } = pairOf(await logInAs(auth, FIRST_ADMINISTRATOR, 'admin'))
    expect((await meWith(auth, token)).json()).toMatchObject({
      mustChangePassword: false,
      grants: [{ role: 'admin', cluster: null, namespace: null }],
    })
    expect((await logInAs(auth, FIRST_ADMINISTRATOR, 'admin')).status).toBe(200)
    await auth[Symbol.asyncDispose]()
    await expect(start()).rejects.toThrow(/still has the development password/)
    await using again = await start(DEVELOPMENT)
    expect((await logInAs(again, FIRST_ADMINISTRATOR, 'admin')).status).toBe(200)
  })
})
