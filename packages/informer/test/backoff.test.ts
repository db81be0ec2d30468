import { expect, it } from '@jest/globals'
import { type Backoff, NO_FAILURES, backoffAfter } from '../src/backoff.ts'

const policy = { firstMs: 800, capMs: 30_000, resetMs: 120_000 }

function delays(count: number, random: number, quietMs = 0): readonly number[] {
  let backoff: Backoff = NO_FAILURES
  let now = 0
  return Array.from({ length: count }, () => {
    const next = backoffAfter(backoff, policy, { now, random })
    backoff = next.backoff
    now += next.delayMs + quietMs
    return next.delayMs
  })
}

it('doubles from 0.8 to 1.6 s up to its cap', () => {
  expect(delays(7, 0)).toEqual([800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000])
  expect(delays(7, 1)).toEqual([1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000])
})

it('goes on slowing down a watch that flaps', () => {
  expect(delays(3, 0, 60_000)).toEqual([800, 1_600, 3_200])
})

it('forgets after two quiet minutes', () => {
  expect(delays(3, 0, 120_000)).toEqual([800, 800, 800])
})
