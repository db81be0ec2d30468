import { describe, expect, it } from '@jest/globals'

import {
  applyEvents,
  EMPTY,
  type LiveRow,
  type ResourceState,
} from '../../src/live/resource-store.ts'
import { gone, item, joined, read, synced, topicOf, upserted } from './rows.ts'

const start = applyEvents(
  EMPTY,
  [joined('prod'), read('prod', item('a/1')), synced('prod'), { type: 'answered' }],
  100,
).state

describe('a row', () => {
  it('that was read is no news', () => expect(row(start)).toMatchObject({ cameAt: undefined }))

  it('that came is new since then', () => {
    const { state } = applyEvents(start, [upserted('prod', item('a/2'))], 200)
    expect(row(state, 'a/2')).toMatchObject({ cameAt: 200 })
  })

  it('that changed says what each field was and when', () => {
    const changed = item('a/1', { health: 'Failed', reason: 'broken', cells: ['False'] })
    const { state } = applyEvents(start, [upserted('prod', changed)], 200)
    expect(row(state)?.was).toEqual([
      { field: 'health', value: 'Current', at: 200 },
      { field: 'reason', value: '', at: 200 },
      { field: 0, value: 'True', at: 200 },
    ])
  })

  it('that changes again keeps the marks of other fields for a while', () => {
    const first = applyEvents(start, [upserted('prod', item('a/1', { reason: 'one' }))], 200).state
    const second = applyEvents(
      first,
      [upserted('prod', item('a/1', { reason: 'one', cells: ['False'] }))],
      900,
    ).state
    expect(row(second)?.was.map(({ field }) => field)).toEqual(['reason', 0])
    const much = applyEvents(
      second,
      [upserted('prod', item('a/1', { reason: 'two', cells: ['False'] }))],
      90_000,
    ).state
    expect(row(much)?.was.map(({ field }) => field)).toEqual(['reason'])
  })

  it('of another object under the same key is new', () => {
    const { state } = applyEvents(
      start,
      [gone('prod', item('a/1')), upserted('prod', item('a/1', { uid: 'b' }))],
      200,
    )
    expect(row(state)).toMatchObject({ cameAt: 200 })
  })

  it('that went is gone from the copy at once', () => {
    const { state, touched } = applyEvents(start, [gone('prod', item('a/1'))], 200)
    expect(row(state)).toBeUndefined()
    expect([...touched]).toEqual(['prod/a/1'])
  })
})

describe('a cluster', () => {
  it('that leaves takes its rows along', () => {
    const { state, touched } = applyEvents(start, [{ type: 'left', topic: topicOf('prod') }], 200)
    expect(state.clusters.size).toBe(0)
    expect([...touched]).toEqual(['prod/a/1'])
  })

  it('keeps its rows when it joins again', () => {
    const { state } = applyEvents(start, [joined('prod', { state: 'stale', since: 7 })], 200)
    expect(row(state)).toBeDefined()
    expect(state.clusters.get('prod')?.status).toMatchObject({ state: 'stale' })
  })

  it('says that it was read again in full, but not the first time and not after a resume', () => {
    expect(start.clusters.get('prod')?.rereadAt).toBeUndefined()
    expect(
      applyEvents(start, [synced('prod', true)], 200).state.clusters.get('prod')?.rereadAt,
    ).toBeUndefined()
    expect(applyEvents(start, [synced('prod')], 200).state.clusters.get('prod')?.rereadAt).toBe(200)
  })
})

it('counts what is news, by cluster', () => {
  const { news } = applyEvents(
    start,
    [upserted('prod', item('a/2')), gone('prod', item('a/1')), read('prod', item('a/3'))],
    200,
  )
  expect([...news]).toEqual([['prod', 2]])
})

it('keeps nothing of what may no longer be seen', () => {
  const { state } = applyEvents(
    start,
    [{ type: 'ended', code: 'permission_lost', message: '' }],
    200,
  )
  expect(state.clusters.size).toBe(0)
  expect(state.ended).toMatchObject({ code: 'permission_lost' })
})

it('leaves the state before untouched', () => {
  applyEvents(start, [gone('prod', item('a/1')), { type: 'left', topic: topicOf('prod') }], 200)
  expect(row(start)).toBeDefined()
})

function row({ clusters }: ResourceState, key = 'a/1'): LiveRow | undefined {
  return clusters.get('prod')?.rows.get(key)
}
