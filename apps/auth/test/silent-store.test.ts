import { createDatabase, startTestPostgres, type TestDatabase } from '@argus/testkit/database'
import { startFaultProxy, type FaultProxy } from '@argus/testkit/fault-proxy'
import { freezePostgres } from '@argus/testkit/frozen-postgres'
import type { PostgresServer } from '@argus/testkit/postgres'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { addUser, migrateAll, SERVICE_TOKEN, startTestAuth, type TestAuth } from './auth-service.ts'
import { bearer, call, logInAs, logOutWith, meWith, refreshWith, tokensOf } from './client.ts'
import type { Answer, Pair } from './client.ts'

const EMAIL = 'someone@example.test'
const UNAVAILABLE = [503, '{"error":"temporarily unavailable","code":"unavailable"}', null, true]
/** Two seconds for a connection, five for an answer, and the turn of a busy machine. */
const BOUND_MS = 9_000
/** Longer than any wait of ours. */
const SILENCE_MS = 10_000

let server: PostgresServer
let database: TestDatabase
let network: FaultProxy
let auth: TestAuth
let pair: Pair

beforeAll(async () => {
  server = await startTestPostgres()
  const given = process.env['TEST_DATABASE_URL']
  process.env['TEST_DATABASE_URL'] = server.url
  database = await createDatabase({ migrate: migrateAll })
  process.env['TEST_DATABASE_URL'] = given
  network = await startFaultProxy({ port: server.port })
  const url = new URL(database.url)
  url.port = String(network.port)
  auth = await startTestAuth({ database: { ...database, url: url.href } })
  await addUser(auth.db, { email: EMAIL })
})
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
beforeEach(async () => {
  pair = await tokensOf(auth, EMAIL)
})

const internal = (path: string) =>
  call(`${auth.service.internalUrl}${path}`, { headers: bearer(SERVICE_TOKEN) })
const NOBODY = '00000000-0000-4000-8000-000000000000'

const changes = (): readonly Promise<Answer>[] => [
  logInAs(auth, EMAIL),
  logInAs(auth, EMAIL, 'not the password of anybody'),
  refreshWith(auth, pair.refresh_token),
  logOutWith(auth, { refresh_token: pair.refresh_token }, bearer(pair.access_token)),
]
const questions = (): readonly Promise<Answer>[] => [
  meWith(auth, pair.access_token),
  call(`${auth.service.url}/api/auth/sessions`, { headers: bearer(pair.access_token) }),
  internal(`/internal/sessions/${NOBODY}`),
  internal('/internal/notices?after=0'),
  internal(`/internal/grants/${NOBODY}`),
]

/** Each says that it is unavailable and when to come again, in time, and gives no cookie. */
async function unavailable(asked: readonly Promise<Answer>[]): Promise<void> {
  const began = performance.now()
  const answers = await Promise.all(asked)
  expect(performance.now() - began).toBeLessThan(BOUND_MS)
  expect(
    answers.map(({ status, text, headers }) => [
      status,
      text,
      headers.get('set-cookie'),
      Number(headers.get('retry-after')) > 0,
    ]),
  ).toEqual(answers.map(() => UNAVAILABLE))
}

/** At once, or as soon as the connections of the outage are given up; and what was refused has not happened. */
async function heals(): Promise<void> {
  await until(async () => (await call(`${auth.service.url}/readyz`)).status === 200, {
    what: 'auth to be ready again',
  })
  const answers = await Promise.all([...questions().slice(0, 2), logInAs(auth, EMAIL)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
}

async function unavailableThroughout(): Promise<void> {
  const began = performance.now()
  while (performance.now() - began < SILENCE_MS) await unavailable([...changes(), ...questions()])
}

describe('A-32 a store that goes silent', () => {
  test('because it is frozen', async () => {
    {
      using _frozen = await freezePostgres(server)
      await unavailableThroughout()
    }
    await heals()
  }, 60_000)

  test('because the network swallows whatever is sent, on connections that are never heard of again', async () => {
    {
      using _swallowed = network.blackHole()
      await unavailableThroughout()
    }
    await heals()
  }, 60_000)

  test('for more calls than there are connections: none waits in line for ever', async () => {
    for (const call of [
      () => logOutWith(auth, { refresh_token: pair.refresh_token }),
      () => refreshWith(auth, pair.refresh_token),
    ])
      await auth.db.transaction().execute(async (tx) => {
        await tx.selectFrom('sessions').selectAll().forUpdate().execute()
        await unavailable(Array.from({ length: 40 }, call))
      })
    await heals()
  }, 60_000)
})

test('A-32 a standby, which takes no changes, confirms none', async () => {
  const readOnly = async (on: boolean) => {
    const { name } = database
    await database.query(
      `BEGIN READ WRITE; ALTER DATABASE ${name} SET default_transaction_read_only = ${on}; COMMIT`,
    )
    network.reset()
    await until(async () => (await meWith(auth, pair.access_token)).status === 200, {
      what: 'the store to be read again',
    })
  }
  await readOnly(true)
  await unavailable(changes())
  await readOnly(false)
  await heals()
})
