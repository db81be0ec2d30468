import type { WatchObject } from '@argus/contracts/internal-topic'
import { describe, expect, test } from '@jest/globals'

import type { Probe } from '../../../src/cluster/probe.ts'
import { clusterObject } from '../../../src/topic/report/cluster-object.ts'

const watch = (state: WatchObject['state'], over: Partial<WatchObject> = {}): WatchObject => ({
  group: 'example.org',
  resource: 'things',
  kind: 'Thing',
  state,
  since: 5,
  objects: 2,
  relists: 0,
  ...over,
})
const answered: Probe = { type: 'answered', since: 1, version: 'v1.36.3' }
const silent: Probe = { type: 'unanswered', since: 2, reason: 'no route' }
const asking: Probe = { type: 'asking', since: 3 }

describe('the state of a cluster', () => {
  test.each<[string, WatchObject[], Probe, object]>([
    [
      'is live where what it has is live',
      [watch('live'), watch('absent')],
      answered,
      { state: 'live', since: 5 },
    ],
    [
      'is live where it has nothing, and answers',
      [watch('absent')],
      answered,
      { state: 'live', since: 1 },
    ],
    ['is syncing until it was asked', [], asking, { state: 'syncing', since: 3 }],
    [
      'is syncing while a list is under way',
      [watch('live'), watch('syncing')],
      answered,
      { state: 'syncing' },
    ],
    [
      'is stale where a watch is',
      [watch('live'), watch('stale', { reason: 'lost', since: 4 })],
      answered,
      { state: 'stale', reason: 'lost', since: 4 },
    ],
    [
      'is unreachable since the first watch is',
      [watch('unreachable', { since: 8 }), watch('unreachable', { since: 7 })],
      silent,
      { state: 'unreachable', since: 7 },
    ],
    [
      'is unreachable where it has nothing and does not answer',
      [watch('absent')],
      silent,
      { state: 'unreachable', reason: 'no route' },
    ],
    [
      'is live while its watches are, whatever one question says',
      [watch('live')],
      silent,
      { state: 'live' },
    ],
    ['is forbidden where everything is', [watch('forbidden')], answered, { state: 'forbidden' }],
    [
      'says that there is more than it may read',
      [watch('live'), watch('forbidden', { kind: 'Secretive' })],
      answered,
      { state: 'live', reason: 'some kinds may not be read by Argus' },
    ],
  ])('%s', (...[, watches, probe, expected]) => {
    expect(clusterObject('prod', watches, probe)).toMatchObject(expected)
  })

  test('comes with its numbers and its version', () => {
    const object = clusterObject(
      'prod',
      [watch('live'), watch('live'), watch('absent', { objects: 0 })],
      answered,
    )
    expect(object).toEqual({
      name: 'prod',
      state: 'live',
      since: 5,
      version: 'v1.36.3',
      kinds: { live: 2, followed: 3 },
      objects: 4,
    })
  })
})
