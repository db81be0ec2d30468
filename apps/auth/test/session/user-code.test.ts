import { expect, test } from '@jest/globals'

import { makeUserCode, readUserCode } from '../../src/session/terminal/user-code.ts'

test('A-40 a user code has 34 bits at least, in letters that make no word and are read as nothing else', () => {
  const codes = new Set(Array.from({ length: 2_000 }, makeUserCode))
  expect(codes.size).toBe(2_000)
  const letters = new Set<string>()
  for (const code of codes) {
    expect(code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
    for (const letter of code.replace('-', '').split('')) letters.add(letter)
  }
  expect([...letters].toSorted().join('')).toBe('BCDFGHJKLMNPQRSTVWXZ')
  expect(8 * Math.log2(letters.size)).toBeGreaterThan(34)
})

test('a user code is read however it is typed', () => {
  const code = makeUserCode()
  const bare = code.replace('-', '')
  for (const typed of [
    code,
    bare,
    code.toLowerCase(),
    ` ${code} `,
    bare.split('').join(' '),
    code.replace('-', '–'),
  ])
    expect(readUserCode(typed)).toBe(code)
})

test.each(['', 'BCDF', 'BCDF-GHJKL', 'ABCD-FGHJ', 'BCDF-GHJ0', 'BCDF/GHJK', 'ВCDF-GHJK'])(
  'what is none, such as "%s", is not',
  (typed) => {
    expect(readUserCode(typed)).toBeUndefined()
  },
)
