import { createDatabase, startTestPostgres, type TestDatabase } from '@argus/testkit/database'
import type { PostgresServer } from '@argus/testkit/postgres'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, migrateAll, startTestAuth, type TestAuth } from './auth-service.ts'
import { bearer, call, logInAs, logOutWith, refreshWith, tokensOf, type Answer } from './client.ts'
import { documentOf } from './fuzz/document.ts'

const EMAIL = 'someone@example.test'
const UNAVAILABLE = '{"error":"temporarily unavailable","code":"unavailable"}'
/** A service's own limits come first: a statement ends after 4 s, a silent server after 5 s. */
const BOUND_MS = 8_000

let server: PostgresServer
let database: TestDatabase
let auth: TestAuth

beforeAll(async () => {
  server = await startTestPostgres()
  const given = process.env['TEST_DATABASE_URL']
  process.env['TEST_DATABASE_URL'] = server.url
  database = await createDatabase({ migrate: migrateAll })
  process.env['TEST_DATABASE_URL'] = given
  auth = await startTestAuth({ database })
  await addUser(auth.db, { email: EMAIL, role: 'admin' })
})
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** What answers from memory, or is not set up here: it says nothing that an outage could make untrue. */
const FROM_MEMORY = [
  'get /.well-known/jwks.json',
  'get /api/docs',
  'get /api/docs/openapi.json',
  'get /api/auth/oidc',
  'get /api/auth/oidc/login',
  'get /api/auth/oidc/callback',
]

/** Calls without a session, with bodies that their contracts take. */
const BODIES: Readonly<Record<string, object>> = {
  '/api/auth/login': { email: EMAIL, password: 'wrong' },
  '/api/auth/token': { api_key: `argus_${'a'.repeat(8)}_${'b'.repeat(49)}` },
  '/api/auth/login/second-factor': { challenge: 'x'.repeat(43), code: '123456' },
  '/api/auth/authorize/token': {
    code: 'x'.repeat(43),
    code_verifier: 'x'.repeat(43),
    redirect_uri: 'http://127.0.0.1:8000/callback',
  },
  '/api/auth/device/token': { device_code: 'x'.repeat(43) },
}

test('A-32 without PostgreSQL no call of the document succeeds, and what was refused has not happened', async () => {
  const document = await documentOf(auth)
  const pair = await tokensOf(auth, EMAIL)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method })),
  )
  expect(operations.length).toBeGreaterThan(50)
  await server.kill()
  const answers = new Map<string, Answer>()
  for (const { path, method } of operations) {
    const bodies = { ...BODIES, '/api/auth/refresh': { refresh_token: pair.refresh_token } }
    const body = JSON.stringify(Object.entries(bodies).find(([at]) => at === path)?.[1] ?? {})
    const at = path.replaceAll(/\{\w+\}/g, '6f1b3d4e-8a35-4f29-9b57-0d7f5b1f2c11')
    const answer = await call(auth.service.url + at, {
      method: method.toUpperCase(),
      headers: { ...bearer(pair.access_token), 'content-type': 'application/json' },
      redirect: 'manual',
      ...(method !== 'get' && { body }),
    })
    answers.set(`${method} ${path}`, answer)
  }
  for (const name of FROM_MEMORY) answers.delete(name)
  // Of these no valid proof can be made up here, and there are no passkeys without a host of their own.
  for (const name of ['post /api/auth/passkey', 'post /api/auth/passkey/options'])
    expect([400, 404, 503]).toContain(answers.get(name)?.status)
  answers.delete('post /api/auth/passkey')
  answers.delete('post /api/auth/passkey/options')
  const wrong = [...answers]
    .filter(([, { status, text }]) => status !== 503 || text !== UNAVAILABLE)
    .map(([name, { status, text }]) => [name, status, text])
  expect(wrong).toEqual([])
  for (const [, { headers }] of answers) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(headers.get('set-cookie')).toBeNull()
  }
  await server.start()
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
}, 60_000)

test('A-32 a question that waits for a lock too long is an outage, within seconds', async () => {
  const pair = await tokensOf(auth, EMAIL)
  const began = performance.now()
  const answers = await auth.db.transaction().execute(async (tx) => {
    await tx.selectFrom('sessions').selectAll().forUpdate().execute()
    return Promise.all([
      refreshWith(auth, pair.refresh_token),
      logOutWith(auth, { refresh_token: pair.refresh_token }),
    ])
  })
  expect(answers.map(({ status, text }) => [status, text])).toEqual([
    [503, UNAVAILABLE],
    [503, UNAVAILABLE],
  ])
  expect(performance.now() - began).toBeLessThan(BOUND_MS)
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
}, 60_000)

test('A-32 on a full disk nothing is granted, and nothing is said to have ended', async () => {
  const pair = await tokensOf(auth, EMAIL)
  await database.query(`CREATE FUNCTION auth.full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`)
  await database.query(`CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON auth.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION auth.full_disk()`)
  const answers = [
    await logInAs(auth, EMAIL),
    await logInAs(auth, EMAIL, 'wrong'),
    await refreshWith(auth, pair.refresh_token),
    await logOutWith(auth, { refresh_token: pair.refresh_token }),
  ]
  expect(answers.map(({ status, text }) => [status, text])).toEqual(
    answers.map(() => [503, UNAVAILABLE]),
  )
  await database.query('DROP TRIGGER full_disk ON auth.audit_log')
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
})
