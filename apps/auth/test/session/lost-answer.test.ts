import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { claimsOf, pairOf, refreshWith, tokensOf } from '../client.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'unlucky@example.test' })
})
afterAll(() => auth[Symbol.asyncDispose]())

/** How long each piece travels: long enough that an answer is broken off on its way. */
const TRAVEL_MS = 1_000

test('A-16 an answer that the network loses after the rotation: the retry gets the same successor, and the chain goes on', async () => {
  const first = await tokensOf(auth, 'unlucky@example.test')
  await using network = await startFaultProxy({ port: Number(new URL(auth.service.url).port) })
  using slow = network.slow(TRAVEL_MS)
  const far = { service: { url: `http://127.0.0.1:${network.port}` } }
  const lost = expect(refreshWith(far, first.refresh_token)).rejects.toThrow()
  const successor = await until(async () => (await rowOf(first.refresh_token)).successor_jti, {
    what: 'the rotation',
  })
  network.reset()
  await lost
  slow[Symbol.dispose]()

  await auth.clock.advance(29_000)
  const again = pairOf(await refreshWith(far, first.refresh_token))
  expect(claimsOf(again.refresh_token)['jti']).toBe(successor)
  await auth.clock.advance(60_000)
  const next = pairOf(await refreshWith(far, again.refresh_token))
  expect(claimsOf(next.refresh_token)['sid']).toBe(claimsOf(first.refresh_token)['sid'])
})

function rowOf(token: string) {
  return auth.db
    .selectFrom('refresh_tokens')
    .select('successor_jti')
    .where('jti', '=', String(claimsOf(token)['jti']))
    .executeTakeFirstOrThrow()
}
