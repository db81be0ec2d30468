import { describe, expect, it } from '@jest/globals'

import { millisecondsOf } from '../../src/live/duration.ts'

describe('a time', () => {
  it.each([
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['250ms', 250],
  ])('%s is %d ms', (text, ms) => expect(millisecondsOf('--timeout', text)).toBe(ms))

  it.each(['', '30', 'soon', '30s later', '-5s'])('is not "%s"', (text) =>
    expect(() => millisecondsOf('--timeout', text)).toThrow('is no time'),
  )
})
