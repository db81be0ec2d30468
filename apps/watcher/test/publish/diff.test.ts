import { describe, expect, test } from '@jest/globals'

import { difference } from '../../src/publish/diff.ts'

const entry = (uid: string, hash: string) => ({ uid, hash })

describe('the difference between what is published and what is', () => {
  test.each([
    ['nothing, where nothing changed', { a: entry('1', 'x') }, { a: entry('1', 'x') }, [], []],
    ['what is new', {}, { a: entry('1', 'x') }, [entry('1', 'x')], []],
    [
      'what has another hash',
      { a: entry('1', 'x') },
      { a: entry('1', 'y') },
      [entry('1', 'y')],
      [],
    ],
    [
      'what is another object of one name',
      { a: entry('1', 'x') },
      { a: entry('2', 'x') },
      [entry('2', 'x')],
      [],
    ],
    ['what is gone', { a: entry('1', 'x'), b: entry('2', 'x') }, { a: entry('1', 'x') }, [], ['b']],
  ])('is %s', (...[, published, present, upserts, gone]) => {
    const answer = difference(new Map(Object.entries(published)), new Map(Object.entries(present)))
    expect(answer).toEqual({ upserts, gone })
  })
})
