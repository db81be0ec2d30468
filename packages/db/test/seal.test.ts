import { randomBytes } from 'node:crypto'

import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { createSeals, SealError, type Sealed } from '../src/seal.ts'

const kek = randomBytes(32)
const plain = randomBytes(138)
const place = { table: 'auth.signing_keys', field: 'private_sealed', record: 'k1' }
const seals = createSeals(kek)

test('what was sealed for a record opens for it, and is never sealed the same twice', () => {
  const sealed = seals.seal(plain, place)
  expect(seals.unseal(sealed, place)).toEqual(plain)
  expect(seals.seal(plain, place).bytes).not.toEqual(sealed.bytes)
  expect(sealed.bytes.includes(plain.subarray(0, 8))).toBe(false)
})

test('A-24 any flipped bit, another place and another key do not open', () => {
  const sealed = seals.seal(plain, place)
  const opens = (changed: Partial<Sealed>, at = place) =>
    seals.unseal({ ...sealed, ...changed }, at)
  fc.assert(
    fc.property(fc.nat(sealed.bytes.length - 1), fc.nat(7), (index, bit) => {
      const flipped = Buffer.from(sealed.bytes)
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
      expect(() => opens({ bytes: flipped })).toThrow(SealError)
    }),
    { numRuns: 300 },
  )
  for (const moved of ['table', 'field', 'record'])
    expect(() => opens({}, { ...place, [moved]: 'other' })).toThrow(SealError)
  expect(() => opens({ bytes: Buffer.alloc(0) })).toThrow(SealError)
  expect(() => createSeals(randomBytes(32)).unseal(sealed, place)).toThrow(SealError)
})

test('under a new key, what was sealed under the one before still opens while that one is named', () => {
  const sealed = seals.seal(plain, place)
  const next = createSeals(randomBytes(32), [kek])
  expect(next.unseal(sealed, place)).toEqual(plain)
  expect(next.seal(plain, place).kekId).toBe(next.kekId)
  expect(() => seals.unseal(next.seal(plain, place), place)).toThrow(SealError)
})
