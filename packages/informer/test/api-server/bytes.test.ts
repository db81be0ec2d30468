import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ItemScanner } from '../../src/api-server/list-items.ts'
import { memberBytes } from '../../src/api-server/member-bytes.ts'
import { LineSplitter } from '../../src/api-server/watch-lines.ts'

/** A text in UTF-8, cut at any bytes. */
function cutBy(sizes: readonly number[], text: string): readonly Buffer[] {
  const bytes = Buffer.from(text)
  const pieces: Buffer[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
const anything = fc.jsonValue()

describe('lines', () => {
  it('are the same however the bytes are cut', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ text })))
    fc.assert(
      fc.property(texts, cuts, (lines, sizes) => {
        const splitter = new LineSplitter()
        const pieces = cutBy(sizes, lines.map((line) => `${line}\n`).join(''))
        const found = pieces.flatMap((piece) => splitter.push(piece)).map(String)
        expect(found).toEqual(lines)
        expect(splitter.restBytes).toBe(0)
      }),
    )
  })

  it('end at no other separator than a line feed', () => {
    const splitter = new LineSplitter()
    const line = 'a\u2028b\u2029c\u0085d'
    expect(splitter.push(Buffer.from(`${line}\nrest`)).map(String)).toEqual([line])
    expect(splitter.restBytes).toBe(4)
  })

  it.each(['whole', 'in pieces'])('are refused over the limit, %s', (how) => {
    const splitter = new LineSplitter(10)
    const pieces = how === 'whole' ? ['12345678901\n'] : ['12345', '67890', '1']
    expect(() => pieces.forEach((piece) => splitter.push(Buffer.from(piece)))).toThrow(
      'larger than 10 bytes',
    )
  })
})

describe('items of a list', () => {
  it('are the same however the bytes are cut, and so is what surrounds them', () => {
    const items = fc.array(fc.dictionary(fc.string(), anything))
    fc.assert(
      fc.property(items, cuts, fc.boolean(), (expected, sizes, spaced) => {
        const list = {
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: '7', continue: 'token', note: ['[', '{"items":[1]}'] },
          items: expected,
        }
        const scanner = new ItemScanner()
        const text = JSON.stringify(list, undefined, spaced ? 2 : undefined)
        const found = cutBy(sizes, text).flatMap((piece) => scanner.push(piece))
        expect(found.map((item) => JSON.parse(item.toString()))).toEqual(
          JSON.parse(JSON.stringify(expected)),
        )
        expect(scanner.finish()).toEqual({ resourceVersion: '7', next: 'token' })
        expect(scanner.itemType).toEqual({ kind: 'Pod', apiVersion: 'v1' })
      }),
    )
  })

  it('are not believed when the list is not whole', () => {
    const scanner = new ItemScanner()
    scanner.push(Buffer.from('{"metadata":{"resourceVersion":"7"},"items":[{"a":1}'))
    expect(() => scanner.finish()).toThrow('not whole')
  })

  it('may be none', () => {
    const scanner = new ItemScanner()
    expect(scanner.push(Buffer.from('{"metadata":{"resourceVersion":"7"},"items":null}'))).toEqual(
      [],
    )
    expect(scanner.finish()).toEqual({ resourceVersion: '7' })
  })

  it('are refused over the limit', () => {
    const scanner = new ItemScanner(20)
    const body = Buffer.from(`{"items":[{"a":"${'x'.repeat(30)}"}]}`)
    expect(() => scanner.push(body)).toThrow('larger than 20 bytes')
  })
})

describe('the bytes of a member', () => {
  it('are those of its value, whatever stands around it', () => {
    fc.assert(
      fc.property(anything, anything, fc.boolean(), (value, other, spaced) => {
        const text = JSON.stringify(
          { other, object: value, more: 1 },
          undefined,
          spaced ? 1 : undefined,
        )
        const bytes = memberBytes(Buffer.from(text), 'object')
        expect(JSON.parse(String(bytes))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('keep integers that a number would round', () => {
    const line = Buffer.from('{"type":"ADDED","object":{"spec":{"n":9007199254740993}}}')
    expect(String(memberBytes(line, 'object'))).toBe('{"spec":{"n":9007199254740993}}')
  })

  it('are none where there is no such member', () => {
    expect(memberBytes(Buffer.from('{"a":{"object":1}}'), 'object')).toBeUndefined()
    expect(memberBytes(Buffer.from('{}'), 'object')).toBeUndefined()
  })
})
