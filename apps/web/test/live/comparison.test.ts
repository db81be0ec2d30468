import { describe, expect, it } from '@jest/globals'

import { alignedLines, lineGroups } from '../../src/live/aligned-lines.ts'
import { changedWords } from '../../src/live/changed-words.ts'
import { comparable } from '../../src/live/comparable.ts'
import { differencesOf } from '../../src/live/field-diff.ts'
import { nextDifferences, toldDifferences } from '../../src/live/marked-differences.ts'

describe('what is compared of an object', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Widget',
    status: {
      conditions: [
        { type: 'Ready', status: 'True', lastTransitionTime: 'x', observedGeneration: 1 },
      ],
    },
    metadata: {
      name: 'a',
      uid: 'u',
      resourceVersion: '7',
      generation: 3,
      creationTimestamp: 'x',
      managedFields: [],
      ownerReferences: [{ kind: 'Gadget', name: 'b', uid: 'o' }],
      labels: { uid: 'not this one, which is a label' },
    },
    spec: { generation: 3 },
  }

  it('is never its identity, its versions or its times', () => {
    expect(comparable(object, 'all')).toEqual({
      apiVersion: 'v1',
      kind: 'Widget',
      metadata: {
        name: 'a',
        ownerReferences: [{ kind: 'Gadget', name: 'b' }],
        labels: { uid: 'not this one, which is a label' },
      },
      spec: { generation: 3 },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })
  })

  it('is a part of it, status last', () => {
    expect(Object.keys(comparable(object, 'all'))).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'spec',
      'status',
    ])
    expect(Object.keys(comparable(object, 'spec'))).not.toContain('status')
    expect(Object.keys(comparable(object, 'status'))).toEqual(['status'])
  })
})

describe('differences between objects', () => {
  it('have a value for each of them', () => {
    const objects = [{ size: 1 }, { size: 2, tier: 'gold' }, { size: 1 }]
    expect(differencesOf(objects)).toEqual([
      { path: 'size', values: [1, 2, 1] },
      { path: 'tier', values: [undefined, 'gold', undefined] },
    ])
  })

  it('are marked when they appear, and stay for a moment when they vanish', () => {
    const one = { path: 'a', values: [1, 2] }
    const other = { path: 'b', values: [1, 2] }
    const first = nextDifferences(undefined, [one], 0)
    expect(first[0]?.appearedAt).toBeUndefined()
    const second = nextDifferences(first, [one, other], 1_000)
    expect(second.map(({ appearedAt }) => appearedAt)).toEqual([undefined, 1_000])
    const third = nextDifferences(second, [other], 2_000)
    expect(third.map(({ path, goneAt }) => [path, goneAt])).toEqual([
      ['a', 2_000],
      ['b', undefined],
    ])
    expect(toldDifferences(third, 4_999)).toHaveLength(2)
    expect(toldDifferences(third, 5_000)).toHaveLength(1)
    expect(nextDifferences(third, [one, other], 3_000)[0]?.appearedAt).toBe(3_000)
  })
})

describe('two objects side by side', () => {
  const sides = (left: unknown, right: unknown) =>
    alignedLines(left, right).map((line) => [line.type, line.left, line.right, line.path])

  it('have the same field in the same line, whatever its place', () => {
    expect(sides({ spec: { a: 1, b: 'x' } }, { spec: { b: 'y', a: 1 } })).toEqual([
      ['around', 'spec:', 'spec:', ''],
      ['equal', '  a: 1', '  a: 1', ''],
      ['differs', '  b: x', '  b: y', 'spec.b'],
    ])
  })

  it('leave a gap where one has nothing', () => {
    expect(sides({ a: 1 }, { b: { c: 2 } })).toEqual([
      ['differs', 'a: 1', undefined, 'a'],
      ['differs', undefined, 'b:', 'b'],
      ['differs', undefined, '  c: 2', 'b'],
    ])
  })

  it('put elements of a list beside those of the same name', () => {
    expect(
      sides(
        { l: [{ name: 'x', n: 1 }, { name: 'y' }] },
        { l: [{ name: 'y' }, { name: 'x', n: 2 }] },
      ),
    ).toEqual([
      ['around', 'l:', 'l:', ''],
      ['equal', '  - name: x', '  - name: x', ''],
      ['differs', '    n: 1', '    n: 2', 'l[x].n'],
      ['equal', '  - name: y', '  - name: y', ''],
    ])
  })

  it('say in their lines what their differences say', () => {
    const left = { spec: { a: [1, 2], b: {}, 'x.y': 'long' }, status: { ok: true } }
    const right = { spec: { a: [1, 3], b: { c: 1 }, 'x.y': 'short' }, status: { ok: true } }
    const paths = new Set(
      alignedLines(left, right).flatMap(({ type, path }) => (type === 'differs' ? [path] : [])),
    )
    for (const { path } of differencesOf([left, right]))
      expect([...paths].some((one) => path === one || path.startsWith(`${one}.`))).toBe(true)
  })

  it('are folded where many lines in a row are equal', () => {
    const many = { a: 1, b: 2, c: 3, d: 4 }
    const groups = lineGroups(alignedLines({ ...many, z: 1, y: 2 }, { ...many, z: 2, y: 2 }))
    expect(groups.map(({ folded, lines }) => [folded, lines.length])).toEqual([
      [true, 4],
      [false, 1],
      [false, 1],
    ])
  })

  it.each([
    ['image: pg:17.5', 'image: pg:17.2', '17.5', '17.2'],
    ['memory: 12Gi', 'memory: 8Gi', '12', '8'],
    ['path: s3://backups-eu/db', 'path: s3://backups-us/db', 'eu', 'us'],
    ['a: x', 'a: x', '', ''],
  ])('mark whole words: %s, %s', (...[left, right, one, other]) => {
    const marks = changedWords(left, right)
    expect(marks.map(({ changed }) => changed)).toEqual([one, other])
    expect(marks.map((mark) => mark.before + mark.changed + mark.after)).toEqual([left, right])
  })
})
