import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { issueChallenge } from '../../src/user/challenge.ts'
import { countProof, forgetProofs } from '../../src/user/proof-throttle.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

const DAY = 24 * 3_600_000

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

/** Counts one at a moment: how long to wait instead, in milliseconds, or nothing where it is judged. */
async function waits(userId: string, now: number): Promise<number | undefined> {
  return countProof(auth.db, userId, now).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Error && 'retryAfterMs' in error) return Number(error.retryAfterMs)
      throw error
    },
  )
}

test('A-33 five proofs are judged at once, then one after longer and longer, a quarter of an hour at most', async () => {
  const userId = await addUser(auth.db, { email: 'throttled@example.test' })
  let now = auth.clock.now()
  for (let proof = 0; proof < 5; proof += 1) expect(await waits(userId, now)).toBeUndefined()
  const waited: number[] = []
  for (let proof = 0; proof < 12; proof += 1) {
    const wait = (await waits(userId, now)) ?? 0
    waited.push(wait / 1_000)
    expect(await waits(userId, now + wait - 1)).toBeDefined()
    now += wait
    expect(await waits(userId, now)).toBeUndefined()
  }
  expect(waited).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
})

test('A-33 a right proof, or a day, makes up for the wrong ones', async () => {
  const userId = await addUser(auth.db, { email: 'forgiven@example.test' })
  let now = auth.clock.now()
  const five = async () => {
    for (let proof = 0; proof < 5; proof += 1) expect(await waits(userId, now)).toBeUndefined()
    expect(await waits(userId, now)).toBeDefined()
  }
  await five()
  await forgetProofs(auth.db, userId)
  await five()
  now += DAY + 1
  await five()
})

test('A-33 fifty proofs at one moment are fifty: five are judged', async () => {
  const userId = await addUser(auth.db, { email: 'hammered@example.test' })
  const now = auth.clock.now()
  const all = await Promise.all(Array.from({ length: 50 }, () => waits(userId, now)))
  expect(all.filter((wait) => wait === undefined)).toHaveLength(5)
})

test('what nobody can complete any more, and counters that count no more, are cleaned up', async () => {
  const userId = await addUser(auth.db, { email: 'gone@example.test' })
  await issueChallenge(auth.db, { purpose: 'step_up', userId, now: auth.clock.now() })
  await waits(userId, auth.clock.now())
  const rows = async () => {
    const challenges = await auth.db.selectFrom('challenges').select('digest').execute()
    const counters = await auth.db.selectFrom('throttles').select('subject').execute()
    return challenges.length + counters.length
  }
  expect(await rows()).toBeGreaterThan(1)
  // The tests above went on for a day.
  await auth.clock.advance(3 * DAY)
  await auth.clock.advance(5 * 60_000)
  await until(async () => (await rows()) === 0, { what: 'the clean-up' })
})
