import { expect, test } from '@jest/globals'

import {
  covers,
  EVERYTHING,
  intersection,
  namespacesOf,
  NOTHING,
  scopeText,
  union,
} from '../src/scope.ts'

const ab = namespacesOf(['a', 'b'])
const bc = namespacesOf(['c', 'b'])

test('no namespaces are nothing', () => {
  expect(namespacesOf([])).toEqual(NOTHING)
})

test('only everything covers what has no namespace', () => {
  expect([EVERYTHING, ab, NOTHING].map((scope) => covers(scope, undefined))).toEqual([
    true,
    false,
    false,
  ])
  expect([EVERYTHING, ab, NOTHING].map((scope) => covers(scope, ''))).toEqual([true, false, false])
  expect([EVERYTHING, ab, bc, NOTHING].map((scope) => covers(scope, 'a'))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('a union covers what either does, an intersection what both do', () => {
  expect(scopeText(union(ab, bc))).toBe('a,b,c')
  expect(scopeText(intersection(ab, bc))).toBe('b')
  expect(union(ab, EVERYTHING)).toEqual(EVERYTHING)
  expect(union(EVERYTHING, NOTHING)).toEqual(EVERYTHING)
  expect(union(NOTHING, ab)).toEqual(ab)
  expect(intersection(ab, EVERYTHING)).toEqual(ab)
  expect(intersection(EVERYTHING, ab)).toEqual(ab)
  expect(intersection(ab, NOTHING)).toEqual(NOTHING)
  expect(intersection(ab, namespacesOf(['z']))).toEqual(NOTHING)
})

test('the text of a scope is the same for the same objects, and another for others', () => {
  expect(scopeText(namespacesOf(['b', 'a']))).toBe(scopeText(ab))
  expect(new Set([EVERYTHING, NOTHING, ab, bc].map(scopeText)).size).toBe(4)
})
