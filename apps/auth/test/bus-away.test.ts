import { noticesAnswerSchema } from '@argus/contracts/http/internal'
import { followNotices } from '@argus/bus/notices'
import { connectAuth } from '@argus/db/auth'
import { createDatabase, startTestPostgres, type TestDatabase } from '@argus/testkit/database'
import type { PostgresServer } from '@argus/testkit/postgres'
import { startRedis, type TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { launchAuth, type AuthProcess } from './auth-process.ts'
import { addUser, environment, migrateAll, SERVICE_TOKEN } from './auth-service.ts'
import { bearer, call, claimsOf, logInAs, logOutWith, meWith, refreshWith } from './client.ts'
import { pairOf, tokensOf } from './client.ts'

const EMAIL = 'someone@example.test'
/** What a call may take that waits for nobody, on a busy machine. */
const AT_ONCE_MS = 2_000

let server: PostgresServer
let database: TestDatabase
let redis: TestRedis
let auth: AuthProcess

beforeAll(async () => {
  server = await startTestPostgres()
  const given = process.env['TEST_DATABASE_URL']
  process.env['TEST_DATABASE_URL'] = server.url
  database = await createDatabase({ migrate: migrateAll })
  process.env['TEST_DATABASE_URL'] = given
  redis = await startRedis({ kind: 'js' })
  await using db = connectAuth(database.url)
  await addUser(db, { email: EMAIL })
  auth = await launchAuth({ ...environment(database.url), REDIS_URL: redis.url })
  await auth.ready()
}, 60_000)
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Everything that changes something works at once, and what ended stands in the table that readers poll. */
async function worksWithoutBus(): Promise<void> {
  const began = performance.now()
  const pair = await tokensOf(auth, EMAIL)
  const next = pairOf(await refreshWith(auth, pair.refresh_token))
  expect((await meWith(auth, next.access_token)).status).toBe(200)
  const ended = await logOutWith(auth, { refresh_token: next.refresh_token })
  expect([ended.status, ended.json()]).toEqual([200, { message: 'logged out' }])
  expect(performance.now() - began).toBeLessThan(AT_ONCE_MS)
  expect((await refreshWith(auth, next.refresh_token)).status).toBe(401)
  const polled = await call(`${auth.service.internalUrl}/internal/notices?after=0`, {
    headers: bearer(SERVICE_TOKEN),
  })
  const { notices } = noticesAnswerSchema.parse(polled.json())
  const sessionId = claimsOf(next.access_token)['sid']
  expect(notices.map(({ what }) => what)).toContainEqual(
    expect.objectContaining({ type: 'session_revoked', sessionId }),
  )
}

test('A-32 without Redis nothing waits and nothing is lost: the bus only wakes', async () => {
  await redis.kill()
  await worksWithoutBus()
})

test('A-32 with a Redis that is frozen nothing waits either', async () => {
  await redis.restart()
  await heard()
  redis.pause()
  await worksWithoutBus()
  redis.resume()
})

test('A-32 without Redis and PostgreSQL nothing succeeds; with both, everything does again by itself', async () => {
  const pair = await tokensOf(auth, EMAIL)
  await redis.kill()
  await server.kill()
  const answers = await Promise.all([
    logInAs(auth, EMAIL),
    refreshWith(auth, pair.refresh_token),
    logOutWith(auth, { refresh_token: pair.refresh_token }),
    meWith(auth, pair.access_token),
    call(`${auth.service.internalUrl}/internal/notices?after=0`, {
      headers: bearer(SERVICE_TOKEN),
    }),
  ])
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503))
  for (const { text, headers } of answers) {
    expect(text).toBe('{"error":"temporarily unavailable","code":"unavailable"}')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
  await server.start()
  await redis.restart()
  await auth.ready()
  await heard()
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
}, 30_000)

/** A heartbeat that says that the store is there. */
async function heard(): Promise<void> {
  const stop = new AbortController()
  const beats: string[] = []
  const listening = (async () => {
    for await (const heardNow of followNotices(redis.url, stop.signal))
      if (heardNow.type === 'heartbeat') beats.push(heardNow.store)
  })()
  await until(() => beats.includes('up'), { what: 'a heartbeat over Redis' })
  stop.abort()
  await listening
}
