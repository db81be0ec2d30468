import { expect, it } from '@jest/globals'
import { isTooDeep } from '../src/nesting.ts'

const nested = (depth: number, inside = '') =>
  Buffer.from('['.repeat(depth) + inside + ']'.repeat(depth))

it.each([
  ['as deep as an API server takes', nested(10_000), false],
  ['deeper', nested(10_001), true],
  ['brackets in a text', Buffer.from(JSON.stringify(`\\"${'['.repeat(30_000)}`)), false],
  ['many that are closed again', Buffer.from(`[${'[],'.repeat(20_000)}0]`), false],
  ['an object of many kilobytes', nested(9, JSON.stringify('x'.repeat(50_000))), false],
])('%s', (...[, json, deep]) => {
  expect(isTooDeep(json)).toBe(deep)
})
