import type { ConnectionView } from '@argus/live-client/client'
import { describe, expect, it } from '@jest/globals'

import { clusterShown, freshness, isLoud, shownState } from '../../src/live/freshness.ts'

const open: ConnectionView = {
  state: { phase: 'open', failures: 0, connection: 'c' },
  downSince: undefined,
  loss: undefined,
  clockDifferenceMs: undefined,
}

describe('a lost connection', () => {
  it.each([
    [0, 'quiet'],
    [1_999, 'quiet'],
    [2_000, 'reconnecting'],
    [4_999, 'reconnecting'],
    [5_000, 'offline'],
  ] as const)('of %d ms is %s', (away, type) =>
    expect(freshness(waiting(1006), 1_000 + away)).toMatchObject({ type, since: 1_000 }),
  )

  it('whose reason is that permissions cannot be checked says so', () =>
    expect(freshness(waiting(4002), 9_000).type).toBe('unsure'))

  it('that stopped is loud at once', () =>
    expect(
      freshness(
        {
          state: { phase: 'stopped', loss: { code: 4503, reason: 'not allowed' } },
          downSince: 1_000,
          loss: undefined,
          clockDifferenceMs: undefined,
        },
        1_001,
      ),
    ).toMatchObject({ type: 'stopped', code: 4503 }))
})

it('a silent gateway is told like a lost one', () =>
  expect(freshness({ ...open, downSince: 1_000 }, 7_000).type).toBe('offline'))

it('takes the colour of what was live when the connection is away for long, and of nothing before', () => {
  const away = freshness(waiting(1006), 9_000)
  const shortly = freshness(waiting(1006), 3_000)
  expect(isLoud(shortly)).toBe(false)
  expect(shownState({ state: 'live' }, shortly)).toBe('live')
  expect(shownState({ state: 'live' }, away)).toBe('offline')
  expect(shownState({ state: 'stale' }, away)).toBe('stale')
})

it('trusts no cluster more than what tells of it', () => {
  const live = freshness(open, 0)
  expect(clusterShown('live', 'stale', live)).toBe('stale')
  expect(clusterShown('unreachable', 'live', live)).toBe('unreachable')
})

function waiting(code: number): ConnectionView {
  const loss = { code, reason: 'gone' }
  return {
    state: { phase: 'waiting', failures: 1, credential: 'current', notBeforeMs: 0, loss },
    downSince: 1_000,
    loss,
    clockDifferenceMs: undefined,
  }
}
