import type { TopicState } from '@argus/contracts/topic-status'
import { describe, expect, it } from '@jest/globals'

import { emptiness, listNotices } from '../../src/live/list-notices.ts'
import { applyEvents, EMPTY, type ResourceState } from '../../src/live/resource-store.ts'
import { item, joined, read, synced } from './rows.ts'

it('tells of clusters that are not live, with the rows that show their last state', () =>
  expect(
    listNotices([...cluster('stale', true).clusters.values()], { type: 'live' }),
  ).toMatchObject([{ state: 'stale', clusters: [{ id: 'prod', since: 5, rows: 1 }] }]))

it('keeps silent about clusters while the connection itself is lost', () =>
  expect(
    listNotices([...cluster('stale', true).clusters.values()], {
      type: 'offline',
      since: 1,
      reason: '',
    }),
  ).toEqual([]))

describe('a list without rows', () => {
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
