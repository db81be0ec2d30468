import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compareVersions } from '../src/resource-version.ts'

it('orders versions as numbers, however long', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), (a, b) => {
      const order = compareVersions(String(a), String(b)) ?? Number.NaN
      expect(Math.sign(order)).toBe(a < b ? -1 : Number(a > b))
    }),
  )
})

it('does not order what is no number', () => {
  expect(compareVersions('7', 'abc')).toBeUndefined()
  expect(compareVersions('', '7')).toBeUndefined()
})
