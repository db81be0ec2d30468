import { createDatabase, startTestPostgres, type TestDatabase } from '@argus/testkit/database'
import type { PostgresServer } from '@argus/testkit/postgres'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, migrateAll, SERVICE_TOKEN, startTestAuth, type TestAuth } from './auth-service.ts'
import {
  bearer,
  call,
  logInAs,
  logOutWith,
  meWith,
  post,
  refreshWith,
  tokensOf,
  type Answer,
  type Pair,
} from './client.ts'

let server: PostgresServer
let database: TestDatabase
let auth: TestAuth
let pair: Pair

beforeAll(async () => {
  server = await startTestPostgres()
  const given = process.env['TEST_DATABASE_URL']
  process.env['TEST_DATABASE_URL'] = server.url
  database = await createDatabase({ migrate: migrateAll })
  process.env['TEST_DATABASE_URL'] = given
  auth = await startTestAuth({ database })
  await addUser(auth.db, { email: 'someone@example.test' })
  pair = await tokensOf(auth, 'someone@example.test')
})
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const internal = (path: string) =>
  call(`${auth.service.internalUrl}${path}`, { headers: bearer(SERVICE_TOKEN) })
const sids = ['00000000-0000-4000-8000-000000000000']

/** Each call, and how it answers while the store is there. */
const calls: readonly [string, () => Promise<Answer>][] = [
  ['login', () => logInAs(auth, 'someone@example.test')],
  ['login of nobody', () => logInAs(auth, 'nobody@example.test')],
  ['refresh', () => refreshWith(auth, pair.refresh_token)],
  [
    'log-out',
    () => logOutWith(auth, { refresh_token: pair.refresh_token }, bearer(pair.access_token)),
  ],
  ['log-out of an unknown token', () => logOutWith(auth, { refresh_token: 'unknown' })],
  ['me', () => meWith(auth, pair.access_token)],
  ['session state', () => internal(`/internal/sessions/${sids[0]}`)],
  ['grants', () => internal(`/internal/grants/${sids[0]}`)],
  ['notices', () => internal('/internal/notices?after=0')],
  [
    'principals',
    () => post(`${auth.service.internalUrl}/internal/principals`, { sids }, bearer(SERVICE_TOKEN)),
  ],
]

test('A-20 A-32 without PostgreSQL every call answers 503, never success, never a token; and all heals by itself', async () => {
  expect((await call(`${auth.service.url}/readyz`)).status).toBe(200)
  await server.kill()
  for (const [name, ask] of calls) {
    const answer = await ask()
    expect([name, answer.status, answer.text]).toEqual([
      name,
      503,
      '{"error":"temporarily unavailable","code":"unavailable"}',
    ])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  expect((await call(`${auth.service.url}/livez`)).status).toBe(200)
  const ready = await call(`${auth.service.url}/readyz`)
  expect([ready.status, ready.json()]).toEqual([
    503,
    { status: 'not ready', dependencies: { database: expect.any(String) } },
  ])

  await server.start()
  await until(async () => (await call(`${auth.service.url}/readyz`)).status === 200, {
    what: 'auth to be ready again',
    timeoutMs: 10_000,
  })
  expect((await logInAs(auth, 'someone@example.test')).status).toBe(200)
  const again = await refreshWith(auth, pair.refresh_token)
  expect(again.status).toBe(200) // The log-out that was refused has not happened.
})

test('heartbeats say that the store is away, and the newest number before, whatever was committed since the last', async () => {
  await until(() => auth.clock.sleeping >= 3, { what: 'the heartbeat to wait' })
  const late = await tokensOf(auth, 'someone@example.test')
  await logOutWith(auth, { refresh_token: late.refresh_token })
  const newest = auth.notices().at(-1)?.seq
  await server.stop()
  auth.announced.length = 0
  await auth.clock.advance(2_000)
  await until(() => auth.announced.length > 0, { what: 'a heartbeat' })
  expect(auth.announced).toEqual([{ type: 'heartbeat', seq: newest, store: 'down' }])
  await server.start()
  auth.announced.length = 0
  await until(
    async () => {
      await auth.clock.advance(2_000)
      return auth.announced.some((one) => one.type === 'heartbeat' && one.store === 'up')
    },
    { what: 'a heartbeat with the store' },
  )
})

test('A-32 a database that takes connections and says nothing is away as well, within seconds', async () => {
  await server.start()
  await using network = await startFaultProxy({ port: server.port })
  const url = new URL(database.url)
  url.port = String(network.port)
  await using behind = await startTestAuth({ database: { ...database, url: url.href } })
  expect((await logInAs(behind, 'someone@example.test')).status).toBe(200)
  using _silence = network.pause()
  const answers = await Promise.all([
    logInAs(behind, 'someone@example.test'),
    refreshWith(behind, pair.refresh_token),
    logOutWith(behind, { refresh_token: pair.refresh_token }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
})
