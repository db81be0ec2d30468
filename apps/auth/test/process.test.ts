import { openAuthority, type AuthorityEvent } from '@argus/access/authority'
import { followNotices } from '@argus/bus/notices'
import { connectAuth, type AuthDatabase } from '@argus/db/auth'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { startRedis, type TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { setTimeout as delay } from 'node:timers/promises'

import { launchAuth } from './auth-process.ts'
import { addUser, environment, migrateAll, SERVICE_TOKEN } from './auth-service.ts'
import { call, claimsOf, logInAs, logOutWith, pairOf, refreshWith, tokensOf } from './client.ts'

let redis: TestRedis
let database: TestDatabase
let db: AuthDatabase
beforeAll(async () => {
  redis = await startRedis({ kind: 'js' })
  database = await createDatabase({ migrate: migrateAll })
  db = connectAuth(database.url)
  await addUser(db, { email: 'someone@example.test' })
})
afterAll(async () => {
  await db.destroy()
  await database[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

const launch = (over: Record<string, string> = {}) =>
  launchAuth({ ...environment(database.url), REDIS_URL: redis.url, ...over })

test('A-11 the development flag in production ends the process before it listens', async () => {
  await using auth = await launch({ ARGUS_DEVELOPMENT_LOGIN: 'true', LOG_LEVEL: 'info' })
  expect(await auth.closed()).toBe(1)
  expect(auth.output()).toMatch(/ARGUS_DEVELOPMENT_LOGIN: is for development/)
  expect(auth.output()).not.toContain(SERVICE_TOKEN)
  await expect(call(`${auth.service.url}/livez`)).rejects.toThrow()
})

test('a database that is behind ends the process, saying what to do', async () => {
  await using empty = await createDatabase()
  await using auth = await launch({ DATABASE_URL: empty.url })
  expect(await auth.closed()).toBe(1)
  expect(auth.output()).toMatch(/The database is behind: it is at migration 0/)
})

test('A-18 a kill −9 between rotation and replay forgets nothing', async () => {
  const first = await launch()
  await first.ready()
  const pair = await tokensOf(first, 'someone@example.test')
  const next = pairOf(await refreshWith(first, pair.refresh_token))
  await first.kill('SIGKILL')
  await db
    .updateTable('refresh_tokens')
    .set({ used_at: new Date(Date.now() - 31_000) })
    .where('jti', '=', String(claimsOf(pair.refresh_token)['jti']))
    .execute()
  await using second = await launch()
  await second.ready()
  expect((await refreshWith(second, pair.refresh_token)).status).toBe(401)
  expect((await refreshWith(second, next.refresh_token)).status).toBe(401)
})

test('asked to stop, it stops within seconds and ends well', async () => {
  await using auth = await launch()
  await auth.ready()
  expect(await auth.kill('SIGTERM')).toBe(0)
})

describe('with the authority that gateways use', () => {
  test('A-22 G-09 a log-out reaches it by the bus, the poll being far away', async () => {
    await using auth = await launch()
    await auth.ready()
    const events: AuthorityEvent[] = []
    const stop = new AbortController()
    await using authority = openAuthority({
      authUrl: auth.service.internalUrl,
      serviceToken: SERVICE_TOKEN,
      announcements: (signal) => followNotices(redis.url, signal),
      clock: {
        now: () => performance.now(),
        sleep: (ms, signal) => delay(ms, undefined, { signal }),
      },
      logger: { info: () => {}, warn: () => {} },
    })
    void (async () => {
      for await (const event of authority.events(stop.signal)) events.push(event)
    })()
    await until(() => authority.freshness === 'fresh', { what: 'the first poll' })
    const pair = pairOf(await logInAs(auth, 'someone@example.test'))
    const sid = String(claimsOf(pair.access_token)['sid'])
    expect(await authority.principal(sid)).toMatchObject({
      sessionId: sid,
      email: 'someone@example.test',
    })
    const began = performance.now()
    await logOutWith(auth, { refresh_token: pair.refresh_token })
    await until(
      () =>
        events.some(
          (event) =>
            event.type === 'notice' &&
            event.notice.what.type === 'session_revoked' &&
            event.notice.what.sessionId === sid,
        ),
      { what: 'the Notice' },
    )
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(await authority.principal(sid)).toBeUndefined()
    stop.abort()
  })
})
