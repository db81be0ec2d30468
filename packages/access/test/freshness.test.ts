import { expect, test } from '@jest/globals'

import { freshnessAt, untilChange } from '../src/freshness.ts'

test.each([
  [0, 'fresh'],
  [14_999, 'fresh'],
  [15_000, 'stopped'],
  [59_999, 'stopped'],
  [60_000, 'closed'],
])('auth unheard for %i ms is %s', (silent, freshness) => {
  expect(freshnessAt({ heardAt: 1_000, hole: false }, 1_000 + silent)).toBe(freshness)
})

test('what was never heard is closed', () => {
  expect(freshnessAt({ heardAt: undefined, hole: false }, 1_000)).toBe('closed')
  expect(untilChange({ heardAt: undefined, hole: false }, 1_000)).toBeUndefined()
})

test('G-12 a Notice that is known and unread stops delivery at once, and never makes it better', () => {
  expect(freshnessAt({ heardAt: 1_000, hole: true }, 1_000)).toBe('stopped')
  expect(freshnessAt({ heardAt: 1_000, hole: true }, 61_000)).toBe('closed')
})

test.each([
  [0, 15_000],
  [14_000, 1_000],
  [15_000, 45_000],
  [59_000, 1_000],
  [60_000, undefined],
])('after %i ms of silence the next change is due in %s ms', (silent, due) => {
  expect(untilChange({ heardAt: 0, hole: false }, silent)).toBe(due)
})
