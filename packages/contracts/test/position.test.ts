import { describe, expect, it } from '@jest/globals'

import { formatClientPosition, parseClientPosition } from '../src/position.ts'

describe('a Position as a client holds it', () => {
  it('gives back what was put in', () => {
    const text = formatClientPosition({ epoch: 'k3x9', seq: 42 }, '0badcafe')
    expect(text).toBe('k3x9.42.0badcafe')
    expect(parseClientPosition(text)).toEqual({
      position: { epoch: 'k3x9', seq: 42 },
      tag: '0badcafe',
    })
  })

  it.each([
    '',
    '42',
    'k3x9.42',
    'k3x9.-1.0badcafe',
    'k3x9.42.nothexad',
    'k3x9.42.0badcafe.x',
    'K.1.0badcafe',
  ])('is refused when it reads %j', (text) => expect(parseClientPosition(text)).toBeUndefined())
})
