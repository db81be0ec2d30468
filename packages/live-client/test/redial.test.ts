import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import { REDIAL, redialDelay } from '../src/redial.ts'

it('stays within a bound that doubles up to the cap, whatever the dice say', () =>
  fc.assert(
    fc.property(fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delay = redialDelay(failures, random)
      expect(delay).toBeGreaterThanOrEqual(0)
      expect(delay).toBeLessThanOrEqual(Math.min(REDIAL.capMs, REDIAL.firstMs * 2 ** failures))
    }),
  ))

it('spreads over the whole of the bound', () => {
  expect(redialDelay(9, 0)).toBe(0)
  expect(redialDelay(9, 0.5)).toBe(REDIAL.capMs / 2)
})
