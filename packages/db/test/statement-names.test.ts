import { expect, test } from '@jest/globals'

import { StatementNames } from '../src/statement-names.ts'

const times = <T>(count: number, what: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => what(at))

test('a statement has a name once it was asked often, and then always the same', () => {
  const names = new StatementNames()
  const given = times(12, () => names.of('SELECT $1'))
  expect(given.slice(0, 9)).toEqual(times(9, () => undefined))
  expect(new Set(given.slice(9))).toEqual(new Set([given[11]]))
  expect(given[11]).toMatch(/^\w+$/)
})

test('two statements never have one name', () => {
  const names = new StatementNames()
  const given = times(50, (at) => times(10, () => names.of(`SELECT ${at}`)).at(-1))
  expect(new Set(given).size).toBe(50)
})

test('statements without an end have no names without an end, and those that are known keep theirs', () => {
  const names = new StatementNames()
  const first = times(10, () => names.of('first')).at(-1)
  const given = times(5_000, (at) => times(10, () => names.of(`SELECT ${at}`)).at(-1))
  expect(given.filter((name) => name !== undefined).length).toBe(199)
  expect(names.of('first')).toBe(first)
})

test('statements that are asked seldom are forgotten', () => {
  const names = new StatementNames()
  const asked = times(9, () => names.of('seldom'))
  times(2_000, (at) => names.of(`once ${at}`))
  expect([...asked, names.of('seldom')]).toEqual(times(10, () => undefined))
})
