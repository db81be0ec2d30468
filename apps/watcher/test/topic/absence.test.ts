import { expect, test } from '@jest/globals'

import { Absence } from '../../src/topic/absence.ts'

const east = new Set(['east'])
const nothing = new Set<string>()

test('a cluster is gone when the sources were asked again after it was missed, and not before', () => {
  const absence = new Absence()
  expect(absence.goneOf(east, nothing, { now: 10_000, knownAt: 10_000 })).toEqual([])
  expect(absence.goneOf(east, nothing, { now: 60_000, knownAt: 11_999 })).toEqual([])
  expect(absence.goneOf(east, nothing, { now: 60_000, knownAt: 12_000 })).toEqual(['east'])
})

test('one that was seen in between is missed anew', () => {
  const absence = new Absence()
  absence.goneOf(east, nothing, { now: 10_000, knownAt: 10_000 })
  expect(absence.goneOf(east, east, { now: 11_000, knownAt: 11_000 })).toEqual([])
  expect(absence.goneOf(east, nothing, { now: 12_500, knownAt: 12_500 })).toEqual([])
  expect(absence.goneOf(east, nothing, { now: 14_500, knownAt: 14_500 })).toEqual(['east'])
})
