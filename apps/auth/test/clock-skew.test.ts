import { ManualClock } from '@argus/testkit/manual-clock'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { addUser, startTestAuth, type TestAuth } from './auth-service.ts'
import { meWith, refreshWith, tokensOf, type Pair } from './client.ts'

const ACCESS_LIFE_S = 300

let auth: TestAuth
let pair: Pair
let issuedAt: number
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: 'someone@example.test' })
  pair = await tokensOf(auth, 'someone@example.test')
  issuedAt = auth.clock.now()
})
afterAll(() => auth[Symbol.asyncDispose]())

/** A replica whose clock shows so many seconds after the moment that the tokens were issued at. */
const replicaAt = (seconds: number) =>
  startTestAuth({ database: auth.database, clock: new ManualClock(issuedAt + seconds * 1_000) })

describe('A-14 of two replicas one takes the tokens of the other', () => {
  test.each([
    ['whose clock is 25 s ahead', -25, 200],
    ['whose clock is 60 s ahead', -60, 401],
    ['whose clock is 25 s behind, at their end', ACCESS_LIFE_S + 25, 200],
    ['whose clock is 60 s behind, at their end', ACCESS_LIFE_S + 60, 401],
  ])('%s', async (_, seconds, status) => {
    await using replica = await replicaAt(seconds)
    expect((await meWith(replica, pair.access_token)).status).toBe(status)
  })

  test.each([
    ['60 s ahead', -60, 401],
    ['25 s ahead', -25, 200],
  ])('refresh tokens too: %s', async (_, seconds, status) => {
    await using replica = await replicaAt(seconds)
    const next = await tokensOf(auth, 'someone@example.test')
    expect((await refreshWith(replica, next.refresh_token)).status).toBe(status)
  })
})
