import { Refusal } from '@argus/contracts/refusal-code'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { listed } from '../../src/user/block-list.ts'
import { passwordFault, requireGoodPassword, sentenceOf } from '../../src/user/password-policy.ts'

const ALONE = { email: 'jane.roe@example.test', secondFactor: false }
const WITH_FACTOR = { ...ALONE, secondFactor: true }
const fault = (password: string, owner = ALONE) => passwordFault(password, owner)?.type

/** Whether a guesser who leaves out what is no letter would find a few letters over and over. */
const sameLetters = (text: string): boolean => {
  const letters = new Set(text.normalize('NFKC').toLowerCase().match(/\p{L}/gu))
  return letters.size > 0 && letters.size < 4
}

/** So many different characters that it is on no list, repeats nothing and walks nowhere. */
const varied = (least: number, most: number) =>
  fc
    .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), {
      minLength: least,
      maxLength: most,
    })
    .map((characters) => characters.join(''))
    .filter((text) => new Set(text.normalize('NFKC').toLowerCase()).size >= Math.min(9, least))
    .filter((text) => !sameLetters(text))

describe('A-01 the length in code points decides, and nothing else', () => {
  const lengthOf = (text: string): number => Array.from(text).length

  test.each([
    ['alone', ALONE, 15],
    ['as one factor of two', WITH_FACTOR, 8],
  ])('%s: any text of a length in range is accepted, any other refused', (_, ...[owner, least]) => {
    fc.assert(
      fc.property(varied(9, 150), (password) => {
        const length = lengthOf(password)
        const expected = length < least ? 'too_short' : length > 128 ? 'too_long' : undefined
        expect(fault(password, owner)).toBe(expected)
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['an astral character is one', '𝒳𝓎𝓏 the 7 quick 🦊'.padEnd(15 + 5, '!'), undefined],
    ['fourteen of them are too few', '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤', 'too_short'],
    ['fifteen are enough', '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤🦆', undefined],
    ['spaces count and are not trimmed', '   two blanks   ', undefined],
    ['lower case alone is fine', 'onlylowercaseletters', undefined],
    ['a hundred and twenty-eight', 'the quick brown fox '.repeat(7).slice(0, 127) + 'Ω', undefined],
    ['one more', 'the quick brown fox '.repeat(7).slice(0, 128) + 'Ω', 'too_long'],
    ['half a character', 'fifteen or more \ud83e', 'malformed'],
  ])('%s', (_, password, expected) => {
    expect(fault(password)).toBe(expected)
  })
})

describe('A-02 what guessers try first', () => {
  const all = [...listed()]

  test('the list holds more than three thousand that the length alone would let pass', () => {
    expect(all.filter((word) => word.length >= 8).length).toBeGreaterThan(3_000)
  })

  test('every entry is refused: itself, in capitals, and drawn out to any length', () => {
    const taken: string[] = []
    for (const word of all) {
      const shapes = [word, word.toUpperCase(), word.repeat(Math.ceil(16 / word.length))]
      // Digits among digits are digits: fifteen of them may be anybody's choice.
      if (/\p{L}/u.test(word) && word.length >= 4)
        shapes.push(word.padEnd(16, '1'), `!!!${word}2026!!!!!!!!!`)
      for (const shape of shapes)
        if (shape.length >= 8 && fault(shape, WITH_FACTOR) !== 'common') taken.push(shape)
    }
    expect(taken).toEqual([])
  })

  test.each([
    'passwordpassword',
    'Password12345678',
    '2026password2026',
    'passwordxxxxxxxx',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabca',
    '1234567890123456',
    'abcdefghijklmnop',
    'qwertyuiopasdfgh',
    'zyxwvutsrqponmlk',
    'ｐａｓｓｗｏｒｄ１２３４５６７８',
  ])('%s is refused', (password) => {
    expect(fault(password)).toBe('common')
  })

  test.each([
    'argus-argus-argus',
    'Argus Cluster 2026',
    'jane.roe@argus.2026',
    'ROE-jane-cluster!!!',
    'argus-password-2026',
  ])('%s, of the words at hand, is refused', (password) => {
    expect(fault(password)).toBe('expected')
  })

  test.each([
    'argus, correct horse battery',
    'a cluster of grapes at noon',
    'jane likes the long way home',
    'correct horse battery staple',
    '839201748201938',
    'dragonfly over monkey bridge',
  ])('%s is taken', (password) => {
    expect(fault(password)).toBeUndefined()
  })
})

test('a refusal says which rule it was, and nothing of the password', () => {
  for (const password of [
    'brief',
    'x'.repeat(200),
    'passwordpassword',
    'argus argus argus',
    'fifteen or more \ud83e',
  ]) {
    const found = passwordFault(password, ALONE)
    if (found === undefined) throw new Error('expected a fault')
    expect(() => requireGoodPassword(password, ALONE)).toThrow(Refusal)
    expect(() => requireGoodPassword(password, ALONE)).toThrow(sentenceOf(found))
    expect(sentenceOf(found)).not.toContain(password)
  }
})
