import { createDatabase } from '@argus/testkit/database'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { expect, test } from '@jest/globals'

import { addUser, migrateAll, startTestAuth } from './auth-service.ts'
import { bearer, call, logInAs, logOutWith, meWith, refreshWith, tokensOf } from './client.ts'

const EMAIL = 'someone@example.test'
const CALL_MS = 1_000
/** Of every way to the database and of every way back: each question is in time for itself. */
const LATENCY_MS = 200

test('A-32 a call whose steps are each in time and together are not is answered 503 at its end, and has not happened', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  const url = new URL(database.url)
  await using network = await startFaultProxy({ port: Number(url.port) })
  url.port = String(network.port)
  const behind = { ...database, url: url.href }
  await using auth = await startTestAuth({ database: behind, callMs: CALL_MS })
  await addUser(auth.db, { email: EMAIL })
  const pair = await tokensOf(auth, EMAIL)
  const count = async () => {
    const rows = await database.query('SELECT count(*)::int AS n FROM auth.sessions')
    return rows[0]?.['n']
  }
  const sessions = await count()
  {
    using _far = network.slow(LATENCY_MS)
    const began = performance.now()
    const answers = await Promise.all([
      logInAs(auth, EMAIL),
      refreshWith(auth, pair.refresh_token),
      logOutWith(auth, { refresh_token: pair.refresh_token, scope: 'all' }),
      call(`${auth.service.url}/api/auth/sessions`, { headers: bearer(pair.access_token) }),
    ])
    expect(performance.now() - began).toBeLessThan(CALL_MS + 1_500)
    for (const answer of answers) {
      expect([answer.status, answer.json(), answer.headers.get('retry-after')]).toEqual([
        503,
        { error: 'temporarily unavailable', code: 'unavailable' },
        '2',
      ])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
  }
  expect(await count()).toBe(sessions)
  expect((await meWith(auth, pair.access_token)).status).toBe(200)
  expect((await refreshWith(auth, pair.refresh_token)).status).toBe(200)
  const text = (await call(`${auth.service.internalUrl}/metrics`)).text
  expect(text).toMatch(/argus_auth_calls_cut_off_total\{[^}]*\} 4/)
})
