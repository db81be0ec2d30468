import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { apiKeyDigest, makeApiKey } from '../../src/user/api-key.ts'

test('A-24 an API key is a prefix and 256 random bits in letters and digits, and only its digest is for keeping', () => {
  const keys = Array.from({ length: 2_000 }, makeApiKey)
  for (const { text, prefix, digest } of keys) {
    expect(text).toMatch(/^argus_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/)
    expect(text.startsWith(`argus_${prefix}_`)).toBe(true)
    expect(apiKeyDigest(text)).toEqual(digest)
  }
  expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(2_000)
  // Every digit occurs in the first place of the secret that carries whole six bits.
  expect(new Set(keys.map(({ text }) => text.charAt(30))).size).toBe(62)
})

test('one wrong character is told from a key without asking anybody', () => {
  const { text } = makeApiKey()
  const position = fc.integer({ min: 0, max: text.length - 1 })
  const character = fc.constantFrom('0', '5', 'A', 'Z', 'a', 'z', '_', '-', ' ', '\n')
  fc.assert(
    fc.property(position, character, (at, other) => {
      fc.pre(text.charAt(at) !== other)
      expect(apiKeyDigest(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined()
    }),
  )
  expect(apiKeyDigest(`${text}\n`)).toBeUndefined()
  expect(apiKeyDigest('')).toBeUndefined()
})
