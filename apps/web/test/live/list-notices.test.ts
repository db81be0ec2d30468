import type { TopicState } from '@argus/contracts/topic-status'
import { describe, expect, it } from '@jest/globals'

import { emptiness, listNotices } from '../../src/live/list-notices.ts'
import { applyEvents, EMPTY, type ResourceState } from '../../src/live/resource-store.ts'
import { item, joined, read, synced, topicOf } from './rows.ts'

it('tells of clusters that are not live, with the rows that show their last state', () =>
  expect(listNotices(cluster('stale', true), { type: 'live' })).toMatchObject([
    { state: 'stale', clusters: [{ id: 'prod', since: 5, rows: 1 }] },
  ]))

it('keeps silent about clusters while the connection itself is lost', () =>
  expect(
    listNotices(cluster('stale', true), {
      type: 'offline',
      since: 1,
      reason: '',
    }),
  ).toEqual([]))

it('tells of a cluster that left, until it is there again', () => {
  const topic = topicOf('prod')
  const both = applyEvents(cluster('live', true), [joined('edge')], 2).state
  const without = applyEvents(both, [{ type: 'left', topic }], 7).state
  expect(listNotices(without, { type: 'live' })).toMatchObject([
    { state: 'left', clusters: [{ id: 'prod', since: 7 }] },
  ])
  const again = applyEvents(without, [joined('prod')], 8).state
  expect(listNotices(again, { type: 'live' })).toEqual([])
})

describe('a list without rows', () => {
  it('says that every cluster left where none is there any more', () => {
    const topic = topicOf('prod')
    const { state } = applyEvents(cluster('live', true), [{ type: 'left', topic }], 7)
    expect(emptiness(state, 0)).toEqual({ type: 'left', clusters: ['prod'], at: 7 })
    expect(listNotices(state, { type: 'live' })).toEqual([])
  })

  it('is being read before the clusters are known', () =>
    expect(emptiness(EMPTY, 0)).toEqual({ type: 'reading', soFar: 0 }))

  it('is being read while a cluster may still bring some', () =>
    expect(emptiness(cluster('syncing', false), 0)).toMatchObject({ type: 'reading' }))

  it('is empty once all was read', () =>
    expect(emptiness(applyEvents(cluster('live', false), [synced('prod')], 1).state, 0)).toEqual({
      type: 'empty',
      clusters: 1,
    }))

  it('is absent where no cluster has the kind', () =>
    expect(emptiness(cluster('absent', false), 0)).toEqual({ type: 'absent', clusters: 1 }))

  it('is filtered where there are rows that do not match', () =>
    expect(emptiness(cluster('live', true), 0)).toEqual({ type: 'filtered', all: 1 }))
})

function cluster(state: TopicState, withRow: boolean): ResourceState {
  const rows = withRow ? [read('prod', item('a/1')), synced('prod')] : []
  return applyEvents(EMPTY, [joined('prod', { state, since: 5 }), ...rows, { type: 'answered' }], 1)
    .state
}
