import { expect, it } from '@jest/globals'
import { takeIn, takeOut } from '../src/intake.ts'
import { Store } from '../src/store.ts'

const arrival = (name: string, uid: string, version: string) => ({
  object: { metadata: { name, namespace: 'n', uid, resourceVersion: version } },
  bytes: Buffer.from(version),
  time: 5,
})
const project = (_: unknown, bytes: Buffer) => ({ hash: bytes.toString() })
const constant = () => ({ hash: 'the same' })

it('tells an object that is new from one that changed, and nothing of one that did not', () => {
  const store = new Store()
  expect(takeIn(store, arrival('a', 'u', '1'), project)).toMatchObject([
    { change: 'ADDED', key: 'n/a' },
  ])
  expect(takeIn(store, arrival('a', 'u', '2'), project)).toMatchObject([{ change: 'MODIFIED' }])
  expect(takeIn(store, arrival('a', 'u', '2'), project)).toEqual([])
  expect(takeIn(store, arrival('a', 'u', '1'), project)).toEqual([])
})

it('tells nothing of a change that the projection does not show', () => {
  const store = new Store()
  takeIn(store, arrival('a', 'u', '1'), constant)
  expect(takeIn(store, arrival('a', 'u', '2'), constant)).toEqual([])
})

it('tells of another object under the same name as one gone and one new', () => {
  const store = new Store()
  takeIn(store, arrival('a', 'u', '1'), project)
  expect(takeIn(store, arrival('a', 'v', '2'), project)).toMatchObject([
    { type: 'deleted', uid: 'u' },
    { type: 'upsert', change: 'ADDED', uid: 'v' },
  ])
})

it('takes over from an earlier owner only the difference', () => {
  const store = new Store([
    ['n/same', { uid: 'u', hash: '1' }],
    ['n/changed', { uid: 'u', hash: '1' }],
    ['n/gone', { uid: 'u', hash: '1' }],
  ])
  store.beginList()
  expect(takeIn(store, arrival('same', 'u', '1'), project)).toEqual([])
  expect(takeIn(store, arrival('changed', 'u', '2'), project)).toMatchObject([
    { change: 'MODIFIED' },
  ])
  expect(store.endList().map(([key]) => key)).toEqual(['n/gone'])
})

it('withholds what cannot be projected, until it can be', () => {
  const store = new Store()
  const refuse = () => {
    throw new Error('no')
  }
  expect(takeIn(store, arrival('a', 'u', '1'), refuse)).toEqual([
    { type: 'withheld', key: 'n/a', reason: 'no' },
  ])
  expect(takeIn(store, arrival('a', 'u', '2'), project)).toMatchObject([{ change: 'ADDED' }])
  expect(takeIn(store, arrival('b', 'u', '3'), refuse)).toMatchObject([{ type: 'withheld' }])
  expect(takeOut(store, arrival('b', 'u', '4'), true)).toMatchObject([
    { type: 'deleted', key: 'n/b' },
  ])
})

it('ignores a deletion from the past, unless it is of the state that it holds', () => {
  const store = new Store()
  takeIn(store, arrival('a', 'u', '5'), project)
  expect(takeOut(store, arrival('a', 'u', '4'), false)).toEqual([])
  expect(takeOut(store, arrival('a', 'u', '5'), false)).toMatchObject([{ type: 'deleted' }])
})

it('removes nothing when a list breaks off, and forgets what it had seen', () => {
  const store = new Store([['n/a', { uid: 'u', hash: '1' }]])
  store.beginList()
  takeIn(store, arrival('b', 'u', '1'), project)
  store.beginList()
  takeIn(store, arrival('a', 'u', '1'), project)
  expect(store.endList().map(([key]) => key)).toEqual(['n/b'])
})
