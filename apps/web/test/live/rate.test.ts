import { expect, it } from '@jest/globals'

import { counted, emptyRate, perSecond, RATE_SECONDS } from '../../src/live/rate.ts'

it('is the mean over the seconds that are over', () => {
  const rate = [10, 20, 30].reduce(
    (known, changes, second) => counted(known, changes, second * 1_000),
    emptyRate(0),
  )
  expect(perSecond(rate, 3_000)).toBe(20)
})

it('falls to nothing when nothing comes', () =>
  expect(perSecond(counted(emptyRate(0), 50, 0), 20_000)).toBe(0))

it('forgets what is older than it shows', () => {
  const rate = counted(counted(emptyRate(0), 5, 0), 1, (RATE_SECONDS + 10) * 1_000)
  expect(rate.counts).toHaveLength(RATE_SECONDS)
  expect(rate.counts.reduce((sum, count) => sum + count, 0)).toBe(1)
})
