import { describe, expect, it } from '@jest/globals'

import { table } from '../../src/output/table.ts'

describe('a table', () => {
  it('is as wide as its widest cells, with nothing behind the last', () => {
    expect(
      table(
        ['name', 'age'],
        [
          ['cart', '4m'],
          ['checkout', '2d'],
        ],
      ),
    ).toBe('NAME       AGE\ncart       4m\ncheckout   2d\n')
  })

  it('counts what is wide as two', () => {
    expect(
      table(
        ['name', 'x'],
        [
          ['漢字', 'a'],
          ['abcd', 'b'],
        ],
      ),
    ).toBe('NAME   X\n漢字   a\nabcd   b\n')
  })

  it('shows what would steer the terminal instead of sending it', () => {
    const hostile = '\u001B]0;owned\u0007\u001B[2J\u202Egnp'
    const [, line = ''] = table(['name'], [[hostile]]).split('\n')
    expect(line).toBe('\\x1b]0;owned\\x07\\x1b[2Jgnp')
  })

  it('keeps an object on its line', () => {
    expect(table(['name'], [['a\nb\tc']])).toBe('NAME\na b c\n')
  })
})
