import type { LiveEvent } from '@argus/live-client/live-event'
import { describe, expect, it } from '@jest/globals'

import { goalOf } from '../../src/live/goal.ts'
import { Watched } from '../../src/live/watched.ts'

const topicOf = (cluster: string) => ({
  cluster,
  group: 'cert-manager.io',
  version: 'v1',
  resource: 'certificates',
})
const shape = { kind: 'Certificate', namespaced: true, columns: [], hash: '' }

const joined = (
  cluster: string,
  state: 'live' | 'stale' | 'absent' | 'unreachable',
): LiveEvent => ({
  type: 'joined',
  topic: topicOf(cluster),
  shape,
  status: { state, since: 0 },
})
const synced = (cluster: string): LiveEvent => ({
  type: 'synced',
  topic: topicOf(cluster),
  resumed: false,
})
const put = (cluster: string, name: string, ready: boolean): LiveEvent => ({
  type: 'changed',
  topic: topicOf(cluster),
  changes: [
    {
      type: 'read',
      item: {
        key: `shop/${name}`,
        uid: `${cluster}-${name}`,
        created: 0,
        changed: 0,
        health: 'Current',
        healthSince: null,
        reason: '',
        owners: [],
        cells: [],
        object: { metadata: { name }, status: { ready } },
      },
    },
  ],
})
const answered: LiveEvent = { type: 'answered' }

const met = (condition: string, ...events: LiveEvent[]): boolean => {
  const watched = new Watched(1)
  watched.take(events)
  return goalOf(condition).met(watched)
}

describe('a condition on each object', () => {
  const ready = 'object.status.ready'

  it.each<[string, boolean, LiveEvent[]]>([
    [
      'is met by all of them',
      true,
      [joined('a', 'live'), put('a', 'x', true), synced('a'), answered],
    ],
    [
      'is not met while one of another cluster does not',
      false,
      [
        joined('a', 'live'),
        joined('b', 'live'),
        put('a', 'x', true),
        put('b', 'x', false),
        synced('a'),
        synced('b'),
        answered,
      ],
    ],
    ['is not met by nothing', false, [joined('a', 'live'), synced('a'), answered]],
    ['is not met before all are here', false, [joined('a', 'live'), put('a', 'x', true), answered]],
    [
      'is not met before the clusters are known',
      false,
      [joined('a', 'live'), put('a', 'x', true), synced('a')],
    ],
    [
      'is not met by a copy that is out of step',
      false,
      [joined('a', 'stale'), put('a', 'x', true), synced('a'), answered],
    ],
    [
      'does not wait for a cluster that does not serve the kind',
      true,
      [joined('a', 'live'), joined('b', 'absent'), put('a', 'x', true), synced('a'), answered],
    ],
  ])('%s', (_, holds, events) => expect(met(ready, ...events)).toBe(holds))

  it('is not met where a field is missing', () => {
    const events = [joined('a', 'live'), put('a', 'x', true), synced('a'), answered]
    expect(met('object.status.nowhere.at == 1', ...events)).toBe(false)
  })
})

describe('a condition on the list', () => {
  it('is met by none, once nothing can be hidden', () => {
    expect(met('size(objects) == 0', joined('a', 'live'), synced('a'), answered)).toBe(true)
    expect(met('size(objects) == 0', joined('a', 'unreachable'), answered)).toBe(false)
  })

  it('is about all clusters at once', () => {
    const events = [
      joined('a', 'live'),
      joined('b', 'live'),
      put('a', 'x', true),
      put('b', 'y', false),
      synced('a'),
      synced('b'),
      answered,
    ]
    expect(met('objects.exists(o, o.status.ready)', ...events)).toBe(true)
    expect(met('size(objects) == 2', ...events)).toBe(true)
  })
})

describe('a condition that cannot be read', () => {
  it.each(['object.', 'nothing == 1', '"a text"', 'size(object'])('%s is refused', (text) =>
    expect(() => goalOf(text)).toThrow(/--until/),
  )
})
