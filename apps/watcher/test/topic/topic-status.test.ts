import type { TopicStatus } from '@argus/contracts/topic-status'
import { describe, expect, test } from '@jest/globals'

import { statusToShow, type StatusInput } from '../../src/topic/topic-status.ts'

const live: TopicStatus = { state: 'live', since: 1 }
const syncing: TopicStatus = { state: 'syncing', since: 9 }
const down: TopicStatus = { state: 'unreachable', since: 3, reason: 'no route' }

const input = (over: Partial<StatusInput>): StatusInput => ({
  shown: live,
  heard: live,
  rows: true,
  handedOver: false,
  withheld: 0,
  ...over,
})

describe('what readers are shown of a Topic', () => {
  test.each<[string, Partial<StatusInput>, TopicStatus | undefined]>([
    ['stays while it still holds', { heard: { state: 'live', since: 9 } }, undefined],
    ['is its first status', { shown: undefined, heard: syncing, rows: false }, syncing],
    ['stays live through a hand-over', { heard: syncing, handedOver: true }, undefined],
    [
      'is stale when a hand-over takes long',
      { heard: syncing },
      { state: 'stale', since: 9, reason: 'the resource is being listed again' },
    ],
    [
      'is hidden while listed only where there are no rows',
      { heard: syncing, rows: false },
      syncing,
    ],
    [
      'is live once the list is complete',
      { shown: syncing, heard: { state: 'live', since: 12 } },
      { state: 'live', since: 12 },
    ],
    ['tells an outage', { heard: down }, down],
    [
      'lets an outage begin when it began',
      { shown: down, heard: { ...down, since: 8, reason: 'timed out' } },
      { ...down, reason: 'timed out' },
    ],
    ['keeps an outage until a new owner has listed', { shown: down, heard: syncing }, undefined],
    [
      'is absent whatever rows are left',
      { heard: { state: 'absent', since: 4 } },
      { state: 'absent', since: 4 },
    ],
    [
      'counts what is withheld, and names nothing',
      { withheld: 2 },
      {
        ...live,
        reason:
          "2 objects are withheld: what may be shown could not be worked out; see the watcher's log",
      },
    ],
    ['forgets what is withheld no more', { shown: { ...live, reason: 'x' } }, live],
  ])('%s', (_, over, shown) => {
    expect(statusToShow(input(over))).toEqual(shown)
  })
})
