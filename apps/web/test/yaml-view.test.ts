import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { lineEdits } from '../src/components/object/yaml/line-edits.ts'
import { withRemarks, yamlOf } from '../src/components/object/yaml/yaml-text.ts'
import { lineOfPath, subtreeText, yamlTree } from '../src/components/object/yaml/yaml-tree.ts'

const OBJECT = {
  apiVersion: 'v1',
  status: { ready: true },
  metadata: { name: 'a', labels: { 'app.example.com/part': 'shop' } },
  spec: {
    script: 'first\n\nthird: no key\n- no item\n',
    rules: [{ host: 'a.example.com', ports: [80, 443] }, { host: 'http://b:1' }],
    empty: {},
    password: '[redacted]',
    token: '[redacted]',
  },
}

describe('the YAML of an object', () => {
  const text = yamlOf(OBJECT)
  const tree = yamlTree(text)
  const at = (path: string) => text.split('\n')[lineOfPath(tree, path) ?? -1]?.trim()

  it('has its status last', () => expect(text.split('\n').at(-2)).toBe('status:'))

  it('knows the field of every line', () => {
    expect(at("metadata.labels['app.example.com/part']")).toBe('app.example.com/part: shop')
    expect(at('spec.rules[0]')).toBe('- host: a.example.com')
    expect(at('spec.rules[0].ports[1]')).toBe('- 443')
    expect(at('spec.rules[1]')).toBe('- host: http://b:1')
    expect(at('spec.empty')).toBe('empty: {}')
    expect(at('spec.third')).toBeUndefined()
    expect(at('status.ready')).toBe('ready: true')
  })

  it('gives away a part of it, moved to the left', () => {
    const start = lineOfPath(tree, 'spec.rules[0]') ?? -1
    const line = tree[start]
    if (line === undefined) throw new Error('no such line')
    expect(subtreeText(text, line, start)).toBe(
      '- host: a.example.com\n  ports:\n    - 80\n    - 443',
    )
  })

  it('keeps the lines of a text together', () => {
    const start = lineOfPath(tree, 'spec.script') ?? -1
    expect(tree[start]).toMatchObject({ block: true, end: start + 4 })
  })

  it('says once what was left out, and where', () => {
    const told = withRemarks(text)
    expect(told).toContain('metadata:\n  # managedFields and last-applied are not kept\n  name: a')
    expect(told.match(/withheld/gu)).toHaveLength(1)
    expect(told).toContain('password: "[redacted]" # value withheld by Argus')
    expect(lineOfPath(yamlTree(told), 'status.ready')).toBe(
      (lineOfPath(tree, 'status.ready') ?? 0) + 1,
    )
  })
})

describe('the edits between two texts', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 })

  it('make the second of the first', () =>
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const made = lineEdits(before, after).toReversed()
        const text: string[] = [...before]
        for (const { from, to, lines: added } of made) text.splice(from, to - from, ...added)
        expect(text).toEqual(after)
      }),
    ))

  it('leave alone what is the same', () =>
    expect(lineEdits(['a', 'b', 'c', 'd', 'e'], ['a', 'x', 'c', 'd', 'y', 'e'])).toEqual([
      { from: 1, to: 2, lines: ['x'] },
      { from: 4, to: 4, lines: ['y'] },
    ]))
})
