import { expect, it } from '@jest/globals'

import { Joined } from '../../src/connection/joined.ts'

const [a, b, c] = ['a', 'b', 'c'].map((text) => Buffer.from(text))

it('puts frames one after the other', () => {
  expect(String(new Joined().of(a!, [b!, c!]))).toBe('abc')
})

it('gives the same bytes to all who wait for the same frames', () => {
  const joined = new Joined()
  expect(joined.of(a!, [b!])).toBe(joined.of(a!, [b!]))
})

it.each<[string, Buffer[]]>([
  ['go on otherwise', [c!]],
  ['wait for more', [b!, c!]],
  ['wait for another copy of the same text', [Buffer.from('b')]],
])('joins anew for those who %s', (_, rest) => {
  const joined = new Joined()
  const first = joined.of(a!, [b!])
  const second = joined.of(a!, rest)
  expect(second).not.toBe(first)
  expect(String(second)).toBe(`a${rest.join('')}`)
})

it('forgets the oldest where too many go on in ways of their own', () => {
  const joined = new Joined()
  const first = joined.of(a!, [b!])
  for (let way = 0; way < 8; way += 1) joined.of(a!, [Buffer.from(`${way}`)])
  const again = joined.of(a!, [b!])
  expect(again).not.toBe(first)
  expect(again).toEqual(first)
})
