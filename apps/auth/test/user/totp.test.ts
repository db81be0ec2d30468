import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { newSeed, shared, stepOf } from '../../src/user/totp.ts'
import { codeAt, fromBase32 } from '../authenticator-app.ts'

/** https://www.rfc-editor.org/rfc/rfc6238#appendix-B, its eight digits shortened to six. */
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('A-33 the code of RFC 6238 at %i s is taken', (seconds, code) => {
  const seed = Buffer.from('12345678901234567890')
  expect(stepOf(seed, code, seconds * 1_000)).toBe(Math.floor(seconds / 30))
})

test('A-33 a code is good in its step and the two beside it, and says which step it is of', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200_000_000 }),
      fc.integer({ min: -4, max: 4 }),
      fc.integer({ min: 0, max: 29_999 }),
      (step, off, within) => {
        const seed = newSeed()
        const { secret } = shared(seed, 'someone@example.test')
        const code = codeAt(secret, step * 30_000)
        const found = stepOf(seed, code, (step + off) * 30_000 + within)
        if (Math.abs(off) <= 1) return found !== undefined && Math.abs(found - step - off) <= 1
        // Another step may have the same six digits, once in a few hundred thousand.
        return found === undefined || codeAt(secret, found * 30_000) === code
      },
    ),
    { numRuns: 200 },
  )
})

test('A-33 the secret has 160 bits, and its address says what every app understands', () => {
  const seed = newSeed()
  const { secret, uri } = shared(seed, 'some.one+x@example.test')
  expect(fromBase32(secret)).toEqual(seed)
  expect(seed).toHaveLength(20)
  const url = new URL(uri)
  expect([url.protocol, url.host]).toEqual(['otpauth:', 'totp'])
  expect(decodeURIComponent(url.pathname)).toBe('/Argus:some.one+x@example.test')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    issuer: 'Argus',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
