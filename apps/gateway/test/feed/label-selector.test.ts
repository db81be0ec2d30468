import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { matchesLabels, selectorText } from '../../src/feed/label-selector.ts'
import { parseLabelSelector } from '../../src/feed/parse-label-selector.ts'

const web = { app: 'web', tier: 'front', size: '3', 'example.org/team': 'one', empty: '' }

describe('a label selector', () => {
  it.each([
    ['', true],
    ['  ', true],
    ['app', true],
    ['none', false],
    ['!none', true],
    ['! app', false],
    ['app=web', true],
    ['app==web', true],
    [' app = web ', true],
    ['app=other', false],
    ['app!=other', true],
    ['app!=web', false],
    ['none!=web', true],
    ['app in (web,other)', true],
    ['app in(web)', true],
    ['app in ( other , web )', true],
    ['app in (other)', false],
    ['none in (web)', false],
    ['app notin (other)', true],
    ['app notin (web,other)', false],
    ['none notin (web)', true],
    ['empty=', true],
    ['app=', false],
    ['empty in ()', true],
    ['app in (,web)', true],
    ['example.org/team=one', true],
    ['example.org/team', true],
    ['app=web,tier!=back,!none', true],
    ['app=web,tier=back', false],
    ['app=web,app=other', false],
    ['size>2', true],
    ['size>3', false],
    ['size<4', true],
    ['app>1', false],
    ['in=x', false],
    ['app=in', false],
    ['notin notin (in)', true],
    ['constructor', false],
    ['!constructor', true],
  ])('%j holds: %j', (text, holds) => {
    expect(matchesLabels(parseLabelSelector(text), web)).toBe(holds)
  })

  it.each([
    ['app=web,'],
    [',app'],
    ['app web'],
    ['app in web'],
    ['app in (web'],
    ['app in (web))'],
    ['app=!web'],
    ['=web'],
    ['!'],
    ['!!app'],
    ['app===web'],
    ['app=a=b'],
    ['app>x'],
    ['app>'],
    ['-app'],
    ['app-'],
    ['UPPER.org/app'],
    ['a/b/c'],
    ['/app'],
    ['app=' + 'x'.repeat(64)],
    ['x'.repeat(64)],
    ['app=\u2028'],
    ['__proto__'],
    ['('.repeat(2_000)],
    ['a,'.repeat(1_000)],
  ])('%j is refused with words', (text) => {
    expect(() => parseLabelSelector(text)).toThrow(
      expect.objectContaining({
        code: 'bad_selector',
        message: expect.stringMatching(/^The label selector was not understood: at character \d+/),
      }),
    )
  })

  it('has one canonical text, however it is written', () => {
    const texts = ['a=1,b in (y,x)', 'b in (x,y,x),a==1', ' a in (1), b in (y , x), a=1']
    expect(new Set(texts.map((text) => selectorText(parseLabelSelector(text)))).size).toBe(1)
  })

  it('never throws anything but a refusal', () => {
    const piece = fc.constantFrom(
      'a',
      'b-c',
      '=',
      '!',
      '!=',
      ',',
      '(',
      ')',
      ' ',
      'in',
      'notin',
      '<',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          matchesLabels(parseLabelSelector(pieces.join('')), web)
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_selector' })
        }
      }),
    )
  })
})
