import { expect, it } from '@jest/globals'

import { Wheel } from '../../src/connection/wheel.ts'

/** What comes up in each of so many turns. */
function turns<T>(wheel: Wheel<T>, count: number): readonly (readonly T[])[] {
  return Array.from({ length: count }, () => wheel.turn())
}

it('brings each up when its time has come, once', () => {
  const wheel = new Wheel<string>()
  wheel.add('soon', 1)
  wheel.add('later', 2.5)
  wheel.add('as late', 3)
  expect(turns(wheel, 4)).toEqual([['soon'], [], ['later', 'as late'], []])
})

it('brings up at the next turn what should have been looked at before', () => {
  const wheel = new Wheel<string>()
  wheel.add('late', -7)
  expect(wheel.turn()).toEqual(['late'])
})

it('brings up after a whole turn what has longer to wait', () => {
  const wheel = new Wheel<string>()
  wheel.add('in an hour', 3_600)
  const up = turns(wheel, 40).flat()
  expect(up).toEqual(['in an hour'])
})

it('goes on after it was turned many times', () => {
  const wheel = new Wheel<string>()
  turns(wheel, 1_000)
  wheel.add('x', 2)
  expect(turns(wheel, 2)).toEqual([[], ['x']])
})

it('forgets who is gone, however often it was added', () => {
  const wheel = new Wheel<string>()
  wheel.add('gone', 1)
  wheel.add('gone', 5)
  wheel.delete('gone')
  expect(turns(wheel, 8).flat()).toEqual([])
})
