import { expect, it } from '@jest/globals'

import { outlineOf } from '../../src/live/outline.ts'
import { applyEvents, EMPTY } from '../../src/live/resource-store.ts'
import { gone, item, joined, read, synced, topicOf, upserted } from './rows.ts'

const state = applyEvents(
  EMPTY,
  [joined('prod'), read('prod', item('a/1')), synced('prod')],
  1,
).state
const outline = outlineOf(state)

it('is the same while only rows change, and how late they come', () => {
  const changed = upserted('prod', item('a/1', { health: 'Failed' }))
  const late = { type: 'time', topic: topicOf('prod'), time: 1 } as const
  expect(outlineOf(applyEvents(state, [changed, late], 2).state, outline)).toBe(outline)
})

it.each([
  ['a row comes', upserted('prod', item('a/2'))],
  ['a row goes', gone('prod', item('a/1'))],
  ['a cluster comes', joined('edge')],
  ['a cluster leaves', { type: 'left', topic: topicOf('prod') }],
  ['a cluster is no longer live', joined('prod', { state: 'stale', since: 2 })],
  ['a cluster is read again', synced('prod')],
  ['the clusters are known', { type: 'answered' }],
  ['it ends', { type: 'ended', code: 'permission_lost', message: '' }],
] as const)('is another when %s', (_, event) => {
  const after = outlineOf(applyEvents(state, [event], 2).state, outline)
  expect(after).not.toBe(outline)
  expect(after).toEqual(outlineOf(applyEvents(state, [event], 2).state))
})

it('holds no row', () => expect(outline.clusters.get('prod')?.rows).toStrictEqual({ size: 1 }))
