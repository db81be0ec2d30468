import { expect, test } from '@jest/globals'

import { needsNewEpoch } from '../../src/topic/continuity.ts'

const at = (epoch: string, seq: number) => ({ epoch, seq })

test.each([
  ['a Topic that was never written begins one', undefined, undefined, true],
  ['a Topic that vanished begins one', undefined, at('a', 7), true],
  ['a Topic of somebody else goes on', at('a', 7), undefined, false],
  ['a Topic that stands where it was left goes on', at('a', 7), at('a', 7), false],
  ['a Topic that others wrote since goes on', at('a', 9), at('a', 7), false],
  ['a Topic that lost its tail begins one', at('a', 6), at('a', 7), true],
  ['a Topic in another epoch than it was left in goes on', at('b', 2), at('a', 7), false],
])('%s', (...[, stands, confirmed, expected]) => {
  expect(needsNewEpoch(stands, confirmed)).toBe(expected)
})
