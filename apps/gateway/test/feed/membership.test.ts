import { describe, expect, it } from '@jest/globals'

import { eventOf, shows, type Sight } from '../../src/feed/membership.ts'
import { record } from '../records.ts'

const sight = (shape: Sight['shape']): Sight => ({
  shape,
  matches: ({ labels }) => labels['app'] === 'web',
  rowOf: ({ row }) => row,
})
const inside = record({ labels: { app: 'web' } })
const outside = record({ labels: { app: 'other' } })
const reasoned = { ...inside, row: { ...inside.row, reason: 'x' } }
const touched = { ...inside, seq: 2, hash: 'other' }

describe('a change shows in a view', () => {
  it.each([
    ['that sees neither state: no', { before: outside, after: outside }, 'object false'],
    ['when the object is new', { before: undefined, after: inside }, 'row true'],
    ['when it is deleted', { before: inside, after: undefined }, 'row true'],
    ['when it enters the selector', { before: outside, after: inside }, 'row true'],
    ['when it leaves the selector', { before: inside, after: outside }, 'row true'],
    ['of rows when the row differs', { before: inside, after: reasoned }, 'row true'],
    ['of rows when only the object differs: no', { before: inside, after: touched }, 'row false'],
    ['of objects when only the object differs', { before: inside, after: touched }, 'object true'],
    [
      'of rows when another object has the key',
      { before: inside, after: { ...touched, uid: 'u2' } },
      'row true',
    ],
  ])('%s', (_, change, expected) => {
    const [shape, visible] = expected.split(' ')
    expect(shows(sight(shape === 'row' ? 'row' : 'object'), change)).toBe(visible === 'true')
  })
})

it.each([
  [false, true, 'ADDED'],
  [true, true, 'MODIFIED'],
  [true, false, 'DELETED'],
  [false, false, undefined],
] as const)('had %j, has %j: %s', (had, has, event) => {
  expect(eventOf(had, has)).toBe(event)
})
