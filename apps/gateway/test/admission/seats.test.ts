import { describe, expect, it } from '@jest/globals'

import { Seats } from '../../src/admission/seats.ts'
import { networkOf } from '../../src/admission/turnstile.ts'

describe('seats', () => {
  it('are so many for each name', () => {
    const seats = new Seats(2)
    expect([seats.take('a'), seats.take('a'), seats.take('b')]).not.toContain(undefined)
    expect(seats.take('a')).toBeUndefined()
  })

  it('are free once given back, and once only', () => {
    const seats = new Seats(2)
    const first = seats.take('a')
    seats.take('a')
    first?.[Symbol.dispose]()
    first?.[Symbol.dispose]()
    expect(seats.take('a')).toBeDefined()
    expect(seats.take('a')).toBeUndefined()
  })
})

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::7', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('G-21 %s counts as %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network)
})
