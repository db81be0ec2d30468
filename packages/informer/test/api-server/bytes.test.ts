import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ItemScanner, type ListItem } from '../../src/api-server/list-items.ts'
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

const END = { metadata: { resourceVersion: '7' } }

/** Parsed and as bytes alike. */
function expectItems(found: readonly ListItem[], expected: readonly unknown[]): void {
  const wanted = JSON.parse(JSON.stringify(expected))
  expect(found.map(({ value }) => value)).toEqual(wanted)
  expect(found.map(({ bytes }) => JSON.parse(bytes.toString()))).toEqual(wanted)
}

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
        const found = cutBy(sizes, text).flatMap((piece) => scanner.push([piece]))
        const { items: last, envelope } = scanner.finish()
        expectItems([...found, ...last], expected)
        expect(envelope).toEqual({ resourceVersion: '7', next: 'token' })
        expect(scanner.itemType).toEqual({ kind: 'Pod', apiVersion: 'v1' })
      }),
    )
  })

  it('are the same where objects inside them begin as they do, or they begin in several ways', () => {
    const metadata = fc.record({ name: fc.string() })
    const type = { apiVersion: 'v1', kind: 'Pod' }
    const inner = fc.oneof(
      metadata.map((one) => ({ ...type, metadata: one })),
      metadata.map((one) => ({ metadata: one })),
      fc.constant('},{"apiVersion":"v1","kind":"Pod","metadata":{'),
      anything,
    )
    const item = fc
      .tuple(fc.boolean(), metadata, fc.array(inner, { maxLength: 4 }))
      .map(([typed, name, spec]) => ({ ...(typed ? type : {}), metadata: name, spec }))
    fc.assert(
      fc.property(fc.array(item), cuts, (expected, sizes) => {
        const text = JSON.stringify({ apiVersion: 'v1', items: expected, kind: 'PodList', ...END })
        const scanner = new ItemScanner()
        const found = cutBy(sizes, text).flatMap((piece) => scanner.push([piece]))
        const { items: last, envelope } = scanner.finish()
        expectItems([...found, ...last], expected)
        expect(envelope).toEqual({ resourceVersion: '7' })
      }),
      { numRuns: 500 },
    )
  })

  it('are not believed when the list is not whole', () => {
    const scanner = new ItemScanner()
    scanner.push([Buffer.from('{"metadata":{"resourceVersion":"7"},"items":[{"a":1}')])
    expect(() => scanner.finish()).toThrow('not whole')
  })

  it('may be none', () => {
    const scanner = new ItemScanner()
    const body = Buffer.from('{"metadata":{"resourceVersion":"7"},"items":null}')
    expect(scanner.push([body])).toEqual([])
    expect(scanner.finish()).toEqual({ items: [], envelope: { resourceVersion: '7' } })
  })

  it('are refused over the limit', () => {
    const scanner = new ItemScanner(20)
    const body = Buffer.from(`{"items":[{"a":"${'x'.repeat(30)}"}]}`)
    expect(() => scanner.push([body])).toThrow('larger than 20 bytes')
  })

  it('are an error where one is not JSON, and where nothing tells them from what they are not', () => {
    const scanner = new ItemScanner()
    const good = '{"metadata":{"name":"a"}}'
    const body = `{"items":[${good},{"metadata":{"name":b}},${good}]}`
    expect(() => scanner.push([Buffer.from(body)])).toThrow('an item that is not JSON')
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
