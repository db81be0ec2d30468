import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { difference, type Json, patched } from '../src/item-patch.ts'

describe('the difference of two values', () => {
  it('names what changed and nothing else', () => {
    const before = { spec: { replicas: 2, paused: true }, status: { ready: 1 } }
    const after = { spec: { replicas: 3 }, status: { ready: 1 } }
    expect(difference(before, after)).toEqual({
      type: 'patch',
      patch: { spec: { replicas: 3, paused: null } },
    })
  })

  it('names an element of a list by its index', () => {
    const conditions = [
      { type: 'Ready', status: 'True' },
      { type: 'Synced', status: 'True' },
    ]
    const flipped = [{ type: 'Ready', status: 'False' }, conditions[1] ?? null]
    expect(difference({ conditions }, { conditions: flipped })).toEqual({
      type: 'patch',
      patch: { conditions: { '0': { status: 'False' } } },
    })
  })

  it('tells a list of another length whole', () => {
    expect(difference({ a: [1] }, { a: [1, 2] })).toEqual({ type: 'patch', patch: { a: [1, 2] } })
  })

  it('tells a list whole where an element becomes what no patch says', () => {
    const after = { a: [{ b: null }, 1] }
    expect(difference({ a: [{ b: 1 }, 1] }, after)).toEqual({ type: 'patch', patch: after })
  })

  it.each<readonly [Json, Json]>([
    [{ a: 1 }, { a: null }],
    [{}, { a: { b: null } }],
    [{ a: 1 }, { a: { b: null } }],
    [{ a: [1] }, { a: { '0': 1 } }],
  ])('is unsayable from %j to %j', (before, after) => {
    expect(difference(before, after)).toEqual({ type: 'unsayable' })
  })

  it('leaves a null alone that was there before', () => {
    expect(difference({ a: null, b: 1 }, { a: null, b: 2 })).toEqual({
      type: 'patch',
      patch: { b: 2 },
    })
  })

  it('is the same for equal values', () => {
    expect(difference({ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] })).toEqual({ type: 'same' })
  })
})

describe('a patched value', () => {
  const leaf = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer({ max: 3, min: 0 }),
    fc.constant('x'),
  )
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '0', '1', '__proto__', 'constructor'), tie('json'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }))

  it('is the value that the difference was told for', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const told = difference(before, after)
        const made = told.type === 'patch' ? patched(before, told.patch) : before
        if (told.type !== 'unsayable') expect(made).toEqual(after)
      }),
      { numRuns: 5_000 },
    )
  })

  it('has what a member called __proto__ says, and no other prototype', () => {
    const before: Json = JSON.parse('{"a":1}')
    const patch: Json = JSON.parse('{"__proto__":{"polluted":true}}')
    const made = patched(before, patch)
    expect(JSON.stringify(made)).toBe('{"a":1,"__proto__":{"polluted":true}}')
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  })

  it('ignores what is no index of a list', () => {
    expect(patched([1], { '4': 2, length: 9 })).toEqual([1])
  })
})
