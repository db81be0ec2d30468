import { randomBytes } from 'node:crypto'

import { createDatabase } from '@argus/testkit/database'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { seal, SealError, unseal } from '../../src/token/seal.ts'
import { migrateAll, startTestAuth } from '../auth-service.ts'

const kek = randomBytes(32)
const plain = randomBytes(138)

test('what was sealed for a record opens for it, and is never sealed the same twice', () => {
  const sealed = seal(plain, kek, 'k1')
  expect(unseal(sealed, kek, 'k1')).toEqual(plain)
  expect(seal(plain, kek, 'k1')).not.toEqual(sealed)
  expect(sealed.includes(plain.subarray(0, 8))).toBe(false)
})

test('A-24 any flipped bit, another record and another key do not open', () => {
  const sealed = seal(plain, kek, 'k1')
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.nat(7), (index, bit) => {
      const flipped = Buffer.from(sealed)
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
      expect(() => unseal(flipped, kek, 'k1')).toThrow(SealError)
    }),
    { numRuns: 300 },
  )
  expect(() => unseal(sealed, kek, 'k2')).toThrow(SealError)
  expect(() => unseal(sealed, randomBytes(32), 'k1')).toThrow(SealError)
  expect(() => unseal(Buffer.alloc(0), kek, 'k1')).toThrow(SealError)
})

test('a service with another key-encryption key does not start, and says which variable', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  await (await startTestAuth({ database }))[Symbol.asyncDispose]()
  const env = { ARGUS_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
  await expect(startTestAuth({ database, env })).rejects.toThrow(/ARGUS_KEY_ENCRYPTION_KEY/)
})
