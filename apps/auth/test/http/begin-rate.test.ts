import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { addUser } from '../auth-service.ts'
import { bearer, call, post, tokensOf, type Answer } from '../client.ts'
import { startStage, type ProviderStage } from '../provider/provider-stage.ts'

const MINUTE = 60_000
const OF_ADDRESS = 300
const OF_ALL = 3_000
const OF_USER = 60

let stage: ProviderStage
beforeAll(async () => {
  stage = await startStage({ env: { ARGUS_TRUSTED_PROXIES: '127.0.0.1' } })
})
afterAll(() => stage[Symbol.asyncDispose]())
beforeEach(async () => {
  await stage.auth.db.deleteFrom('throttles').execute()
})

const url = (path: string): string => `${stage.auth.service.url}${path}`
const from = (ip: string) => ({ 'x-forwarded-for': ip })
const byProvider = (ip: string): Promise<Answer> =>
  call(url('/api/auth/oidc/login'), { redirect: 'manual', headers: from(ip) })
const byPasskey = (ip: string): Promise<Answer> =>
  post(url('/api/auth/passkey/options'), {}, from(ip))

/** Sends so many at a time, as a flood does, and counts what came back. */
async function flood(total: number, send: (index: number) => Promise<Answer>) {
  const seen = new Map<number, number>()
  for (let sent = 0; sent < total; sent += 50) {
    const size = Math.min(50, total - sent)
    const answers = await Promise.all(
      Array.from({ length: size }, (_, index) => send(sent + index)),
    )
    for (const { status } of answers) seen.set(status, (seen.get(status) ?? 0) + 1)
  }
  return Object.fromEntries(seen)
}

const rowsOf = async (table: 'provider_logins' | 'challenges'): Promise<number> => {
  const { rows } = await sql<{
    n: number
  }>`SELECT count(*)::int AS n FROM ${sql.table(table)}`.execute(stage.auth.db)
  return rows[0]?.n ?? Number.NaN
}
const throttledRows = async () =>
  stage.auth.db
    .selectFrom('audit_log')
    .select(['ip', 'details'])
    .where('action', '=', 'login.throttled')
    .orderBy('id')
    .execute()

describe('A-07 who begins log-ins and completes none', () => {
  test('leaves no more rows than an address may begin, by provider and passkey together, and one line in history', async () => {
    const before = (await rowsOf('provider_logins')) + (await rowsOf('challenges'))
    const lines = (await throttledRows()).length
    const seen = await flood(OF_ADDRESS + 100, (index) =>
      index % 2 === 0 ? byProvider('203.0.113.5') : byPasskey('::ffff:cb00:7105'),
    )
    expect((seen[302] ?? 0) + (seen[200] ?? 0)).toBe(OF_ADDRESS)
    expect(seen[429]).toBe(100)
    expect((await rowsOf('provider_logins')) + (await rowsOf('challenges'))).toBe(
      before + OF_ADDRESS,
    )
    const refused = await byProvider('203.0.113.5')
    expect([refused.json(), refused.headers.get('retry-after')]).toEqual([
      { error: 'too much was begun and not completed; wait before the next', code: 'too_many' },
      '300',
    ])
    expect((await throttledRows()).slice(lines)).toEqual([
      { ip: '203.0.113.5', details: { by: 'address', until: expect.any(String) } },
    ])
    expect((await byProvider('203.0.113.6')).status).toBe(302)
    await stage.auth.clock.advance(5 * MINUTE)
    expect((await byProvider('203.0.113.5')).status).toBe(302)
  })

  test('from many addresses meets the bound of all', async () => {
    await byPasskey('198.51.100.1')
    await stage.auth.db
      .updateTable('throttles')
      .set({ failures: OF_ALL - 5 })
      .where('subject', '=', 'begun:total')
      .execute()
    const lines = (await throttledRows()).length
    const seen = await flood(50, (index) => byPasskey(`198.51.100.${index}`))
    expect(seen).toEqual({ 200: 5, 429: 45 })
    expect((await throttledRows()).slice(lines)).toEqual([
      { ip: expect.any(String), details: { by: 'all', until: expect.any(String) } },
    ])
    await stage.auth.clock.advance(MINUTE)
    expect((await byPasskey('198.51.100.1')).status).toBe(200)
  })

  test('as a user who is logged in meets a bound as well', async () => {
    await addUser(stage.auth.db, { email: 'busy@example.test' })
    const { access_token: token } = await tokensOf(stage.auth, 'busy@example.test')
    const seen = await flood(OF_USER + 10, () =>
      post(url('/api/users/me/passkeys/options'), {}, bearer(token)),
    )
    expect(seen).toEqual({ 200: OF_USER, 429: 10 })
  })
})
