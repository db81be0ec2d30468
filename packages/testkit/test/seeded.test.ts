import { expect, test } from '@jest/globals'

import { seeded } from '../src/seeded.ts'

test('numbers with a seed are the same each time, others with another seed, and spread evenly', () => {
  const draw = (seed: number) => Array.from({ length: 10_000 }, seeded(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const tenths = Map.groupBy(draw(7), (number) => Math.floor(number * 10))
  expect(tenths.size).toBe(10)
  for (const { length } of tenths.values()) expect(Math.abs(length - 1_000)).toBeLessThan(150)
})
