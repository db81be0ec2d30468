import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import { fieldDiff } from '../../src/live/field-diff.ts'

it('names each leaf that differs, and nothing else', () =>
  expect(
    fieldDiff(
      { spec: { size: 1, name: 'a' }, status: { ready: true } },
      { spec: { size: 2, name: 'a' } },
    ),
  ).toEqual([
    { path: 'spec.size', before: 1, after: 2 },
    { path: 'status', before: { ready: true }, after: undefined },
  ]))

it('compares conditions by their type, so that another order is no change', () => {
  const ready = { type: 'Ready', status: 'True' }
  const issuing = { type: 'Issuing', status: 'False' }
  expect(fieldDiff({ conditions: [ready, issuing] }, { conditions: [issuing, ready] })).toEqual([])
  expect(
    fieldDiff(
      { conditions: [ready, issuing] },
      { conditions: [issuing, { ...ready, status: 'False' }] },
    ),
  ).toEqual([{ path: 'conditions[Ready].status', before: 'True', after: 'False' }])
})

it('compares other lists by their places', () =>
  expect(fieldDiff({ hosts: ['a', 'b'] }, { hosts: ['a', 'c', 'd'] })).toEqual([
    { path: 'hosts[1]', before: 'b', after: 'c' },
    { path: 'hosts[2]', before: undefined, after: 'd' },
  ]))

it('says nothing of the version that differs whenever anything does', () =>
  expect(
    fieldDiff({ metadata: { resourceVersion: '1' } }, { metadata: { resourceVersion: '2' } }),
  ).toEqual([]))

it('is empty exactly where two objects are equal', () =>
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const plainA = JSON.stringify({ spec: { value: a } })
      const plainB = JSON.stringify({ spec: { value: b } })
      const changes = fieldDiff(JSON.parse(plainA), JSON.parse(plainB))
      expect(fieldDiff(JSON.parse(plainA), JSON.parse(plainA))).toEqual([])
      if (!sameValue(JSON.parse(plainA), JSON.parse(plainB)))
        expect(changes.length).toBeGreaterThan(0)
    }),
  ))

/** Equal for this purpose: lists of named elements in any order, and members in any order. */
function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([x], [y]) => (x < y ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
