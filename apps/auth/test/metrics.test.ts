import type { Announcement } from '@argus/contracts/notice'
import { createMetrics } from '@argus/service-kit/metrics'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createEvents } from '../src/events.ts'
import { openAnnouncer } from '../src/ledger/announcer.ts'
import { post as postNotice } from '../src/ledger/notice.ts'
import { authLogger } from '../src/logger.ts'
import { addUser, startTestAuth, type TestAuth } from './auth-service.ts'
import {
  bearer,
  call,
  claimsOf,
  logInAs,
  logOutWith,
  post,
  refreshWith,
  tokensOf,
} from './client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'root@example.test', role: 'admin' })
})
afterAll(() => auth[Symbol.asyncDispose]())

/** The value of a series, its labels in any order. */
async function valueOf(text: string, name: string, labels: Record<string, string> = {}) {
  const line = text
    .split('\n')
    .find(
      (candidate) =>
        candidate.startsWith(`${name}{`) &&
        Object.entries(labels).every(([label, value]) => candidate.includes(`${label}="${value}"`)),
    )
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}
const metric = async (name: string, labels?: Record<string, string>) =>
  valueOf((await call(`${auth.service.internalUrl}/metrics`)).text, name, labels)

test('logins, reuse, the hash queue, announcements, keys and what was purged are counted', async () => {
  await logInAs(auth, 'root@example.test', 'not the password of anybody')
  const pair = await tokensOf(auth, 'root@example.test')
  await post(
    `${auth.service.url}/api/auth/signing-keys/rotate`,
    { use: 'access' },
    bearer(pair.access_token),
  )
  await refreshWith(auth, pair.refresh_token)
  const other = await tokensOf(auth, 'root@example.test')
  await logOutWith(auth, { refresh_token: other.refresh_token })
  expect(await metric('argus_auth_logins_total', { outcome: 'ok' })).toBe(2)
  expect(await metric('argus_auth_logins_total', { outcome: 'failed' })).toBe(1)
  expect(await metric('argus_auth_hash_queue_wait_seconds_count')).toBeGreaterThanOrEqual(3)
  expect(await metric('argus_auth_hash_queue_length')).toBe(0)
  expect(await metric('argus_auth_change_to_announcement_seconds_count')).toBe(1)
  expect(await metric('argus_auth_key_turns_total', { use: 'access', what: 'make' })).toBe(1)

  await auth.db
    .insertInto('revoked_tokens')
    .values({
      token_jti: 'over',
      user_id: String(claimsOf(pair.access_token)['sub']),
      revoked_at: new Date(auth.clock.now()),
      expires_at: new Date(auth.clock.now() - 60_000),
    })
    .execute()
  await until(() => auth.clock.sleeping >= 3, { what: 'the schedule to wait' })
  await auth.clock.advance(5 * 60_000)
  await until(
    async () => (await metric('argus_auth_purged_rows_total', { what: 'revoked_tokens' })) === 1,
    { what: 'the purge' },
  )
  await until(
    async () => ((await metric('argus_auth_signing_key_age_seconds', { use: 'access' })) ?? 0) > 0,
    { what: 'the age of the key' },
  )
  await refreshWith(auth, pair.refresh_token)
  expect(await metric('argus_auth_refreshes_total', { outcome: 'reuse' })).toBe(1)
})

test('the counts are told on the internal port, and nobody hears of them on the public one', async () => {
  expect((await call(`${auth.service.internalUrl}/metrics`)).status).toBe(200)
  const outside = await call(`${auth.service.url}/metrics`)
  expect([outside.status, outside.json()]).toEqual([
    404,
    { error: 'no such call', code: 'not_found' },
  ])
  expect((await call(`${auth.service.url}/readyz`)).status).toBe(200)
})

test('how far the bus is behind what was committed is seen while it takes nothing, and when it does again', async () => {
  const metrics = createMetrics('auth')
  const events = createEvents(metrics, authLogger('silent'))
  const taken: Announcement[] = []
  let away = false
  const publisher = {
    publish: async (announcement: Announcement) => {
      if (away) throw new Error('away')
      taken.push(announcement)
    },
    [Symbol.asyncDispose]: async () => {},
  }
  const { db, clock } = auth
  await using announcer = openAnnouncer({ db, publisher, clock, events })
  await until(() => taken.length > 0, { what: 'the first heartbeat' })
  const behind = async () => valueOf(await metrics.text(), 'argus_auth_notices_behind')
  await until(async () => (await behind()) === 0, { what: 'nothing to be behind' })

  away = true
  const userId = crypto.randomUUID()
  const change = { type: 'user_changed', userId } as const
  const at = new Date(clock.now())
  announcer.announce(await db.transaction().execute((tx) => postNotice(tx, [change, change], at)))
  await until(async () => (await behind()) === 2, { what: 'the bus to be behind' })
  away = false
  await until(
    async () => {
      await clock.advance(2_000)
      return (await behind()) === 0
    },
    { what: 'the heartbeat that says how far auth has come' },
  )
})
