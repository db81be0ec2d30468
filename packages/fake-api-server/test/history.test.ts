import { expect, it } from '@jest/globals'
import { type History, changesAfter, remember } from '../src/history.ts'

const object = (version: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'a',
    uid: 'u',
    resourceVersion: String(version),
    generation: 1,
    creationTimestamp: '',
  },
})

function historyOf(count: number, size: number): History {
  const history: History = { floor: 0, changes: [] }
  for (let version = 1; version <= count; version++) {
    remember(history, { version, type: 'MODIFIED', object: object(version) }, size)
  }
  return history
}

it('answers what came after a version', () => {
  expect(changesAfter(historyOf(5, 10), 3)?.map(({ version }) => version)).toEqual([4, 5])
  expect(changesAfter(historyOf(5, 10), 5)).toEqual([])
})

it('answers nothing where some of it is forgotten', () => {
  const history = historyOf(20, 10)
  expect(history.floor).toBe(10)
  expect(changesAfter(history, 9)).toBeUndefined()
  expect(changesAfter(history, 10)?.at(0)?.version).toBe(11)
})
