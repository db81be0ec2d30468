import { expect, test } from '@jest/globals'

import { DefinitionList } from '../../src/cluster/definition-list.ts'

const things = { group: 'example.org', resource: 'things' }
const others = { group: 'example.org', resource: 'others' }

test('a line is told of all definitions, then of what changes', () => {
  const list = new DefinitionList()
  list.take({ type: 'changed', ...things })
  expect(list.next()).toMatchObject({ all: true, changed: [things], removed: [] })
  expect(list.next()).toBeUndefined()
  list.take({ type: 'changed', ...others })
  list.take({ type: 'removed', ...things })
  expect(list.next()).toMatchObject({ all: false, changed: [others], removed: [things] })
})

test('a definition that did not change has the mark it had, whichever line asks', () => {
  const list = new DefinitionList()
  list.take({ type: 'changed', ...things })
  const first = list.next()
  list.tellAll()
  expect(list.next()).toEqual(first)
  list.take({ type: 'changed', ...things })
  expect(list.next()).not.toMatchObject({ changed: [{ mark: marksOf(first)[0] }] })
})

const marksOf = (frame: ReturnType<DefinitionList['next']>): readonly string[] =>
  frame?.type === 'definitions' ? frame.changed.map(({ mark }) => mark) : []
