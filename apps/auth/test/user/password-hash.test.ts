import { availableParallelism } from 'node:os'

import { Refusal } from '@argus/contracts/refusal-code'
import { describe, expect, test } from '@jest/globals'
import bcrypt from 'bcryptjs'

import { hashQueue } from '../../src/user/hash-queue.ts'
import { createPasswords } from '../../src/user/password-hash.ts'

const passwords = createPasswords(hashQueue(availableParallelism()))

test('A-04 a hash is a PHC string of argon2id at the floor, salted', async () => {
  const [one, other] = await Promise.all([passwords.hash('secret'), passwords.hash('secret')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(other).not.toBe(one)
  expect(await passwords.verify(one, 'secret')).toBe('right')
  expect(await passwords.verify(one, 'Secret')).toBe('wrong')
})

test('a hash that the reference implementation made is understood', async () => {
  // https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c (v=19, argon2id)
  const reference =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await passwords.verify(reference, 'password')).toBe('right')
  expect(await passwords.verify(reference, 'passwords')).toBe('wrong')
})

test('bcrypt is understood, and outdated', async () => {
  const hash = await bcrypt.hash('secret', 4)
  expect(await passwords.verify(hash, 'secret')).toBe('outdated')
  expect(await passwords.verify(hash, 'other')).toBe('wrong')
})

test('A-03 the whole password counts, in any script', async () => {
  const long = `${'пароль 密码 '.repeat(20)}a`
  const hash = await passwords.hash(long)
  expect(await passwords.verify(hash, long)).toBe('right')
  expect(await passwords.verify(hash, `${long.slice(0, -1)}b`)).toBe('wrong')
})

describe('one password, composed in different ways', () => {
  const composed = 'caf\u00e9 \ufb01ne passphrase'
  const decomposed = 'cafe\u0301 fine passphrase'

  test('is one password', async () => {
    const hash = await passwords.hash(composed)
    expect(await passwords.verify(hash, decomposed)).toBe('right')
    expect(await passwords.verify(await passwords.hash(decomposed), composed)).toBe('right')
  })

  test('a hash from elsewhere, of what was typed, still fits, and is outdated', async () => {
    const hash = await bcrypt.hash(composed, 4)
    expect(await passwords.verify(hash, composed)).toBe('outdated')
    expect(await passwords.verify(hash, decomposed)).toBe('wrong')
  })
})

test('A-06 whatever hash a user has, or none, each shape in use is derived once', async () => {
  const old = await bcrypt.hash('secret', 8)
  const today = await passwords.hash('secret')
  const aware = createPasswords(hashQueue(1), ['$2b$08$'])
  /** The processor's time, which other work on this machine does not lengthen as it does the clock's. */
  const costOf = async (stored: string | undefined): Promise<number> => {
    const before = process.cpuUsage()
    await aware.verify(stored, 'a wrong password')
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  const kinds = [undefined, today, old]
  const costs = kinds.map((): number[] => [])
  for (let round = 0; round < 15; round += 1)
    for (const [kind, stored] of kinds.entries()) costs[kind]?.push(await costOf(stored))
  const medians = costs.map((all) => all.toSorted((a, b) => a - b)[7] ?? 0)
  // The two cost about the same here, so one more or less would be a factor of one and a half.
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.25)
}, 60_000)

test.each([null, undefined])(
  'without a stored hash (%s) the same work is done and nothing is right',
  async (stored) => {
    expect(await passwords.verify(stored, 'anything')).toBe('wrong')
  },
)

test.each(['', 'plain text', '$argon2i$v=19$m=1,t=1,p=1$AA$AA', '$1$md5'])(
  'a stored hash of another kind (%s) is a fault, not an answer',
  async (stored) => {
    await expect(passwords.verify(stored, 'plain text')).rejects.toThrow(/of no kind/)
  },
)

describe('A-05 hashing is bounded', () => {
  const gate = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    return { wait: () => promise, open: resolve }
  }

  test('so many at once, so many in turn, and the rest are told to come again', async () => {
    let refused = 0
    const queue = hashQueue(2, { waiting: 3, refused: () => (refused += 1) })
    const { wait, open } = gate()
    let running = 0
    let most = 0
    const task = async () => {
      running += 1
      most = Math.max(most, running)
      await wait()
      running -= 1
      return 'done'
    }
    const inside = Array.from({ length: 5 }, () => queue.run(task))
    const outside = queue.run(task)
    await expect(outside).rejects.toBeInstanceOf(Refusal)
    await expect(outside).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 })
    expect(refused).toBe(1)
    open()
    expect(await Promise.all(inside)).toEqual(Array.from({ length: 5 }, () => 'done'))
    expect(most).toBe(2)
    expect(await queue.run(async () => 'again')).toBe('again')
  })

  test('a task that fails gives its place back', async () => {
    const queue = hashQueue(1, { waiting: 0 })
    await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await queue.run(async () => 'next')).toBe('next')
  })
})
