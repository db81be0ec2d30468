import type { Topic } from '@argus/contracts/topic'
import type { LiveEvent } from '@argus/live-client/live-event'
import { describe, expect, it } from '@jest/globals'

import { applyCounts, UNCOUNTED } from '../../src/live/count-store.ts'
import { pluginHealth, presenceIn } from '../../src/live/plugin-health.ts'
import { joined, topicOf } from './rows.ts'

const PLUGIN = {
  resources: [
    { group: 'cert-manager.io', resource: 'certificates', kind: 'Certificate', namespaced: true },
  ],
  clusters: [{ id: 'quiet', present: true, enabled: false }],
}

const failed = (topic: Topic, ...counts: readonly number[]): LiveEvent => ({
  type: 'counts',
  topic,
  counts: counts.map((count, at) => ({
    namespace: `n${at}`,
    health: 'Failed',
    count,
    changes: count,
  })),
})

const STATE = applyCounts(UNCOUNTED, [
  joined('one'),
  joined('two'),
  joined('three', { state: 'absent', since: 1 }),
  joined('four', { state: 'forbidden', since: 1 }),
  failed(topicOf('one'), 2, 1),
  failed(topicOf('two'), 4),
  { type: 'answered' },
])

describe('the objects of a plugin', () => {
  it('are counted over all namespaces and clusters, or those in scope', () => {
    expect(pluginHealth(PLUGIN, STATE, []).counts.Failed).toBe(7)
    expect(pluginHealth(PLUGIN, STATE, ['one']).counts.Failed).toBe(3)
    expect(pluginHealth(PLUGIN, STATE, ['three']).kinds).toEqual([])
  })

  it('are as they were told last, and gone with their cluster', () => {
    const later = applyCounts(STATE, [
      failed(topicOf('one'), 1),
      { type: 'left', topic: topicOf('two') },
    ])
    expect(pluginHealth(PLUGIN, later, []).counts.Failed).toBe(1)
  })

  it.each([
    ['one', { type: 'present', kinds: 1, live: 1, forbidden: 0 }],
    ['three', { type: 'absent' }],
    ['four', { type: 'present', kinds: 1, live: 0, forbidden: 1 }],
    ['quiet', { type: 'off' }],
    ['elsewhere', { type: 'absent' }],
  ])('are, in %s, there or not', (cluster, presence) => {
    const { kinds } = pluginHealth(PLUGIN, STATE, [])
    expect(presenceIn(cluster, { kinds, plugin: PLUGIN, answered: true })).toEqual(presence)
  })

  it('are not said to be absent before that is known', () => {
    expect(presenceIn('one', { kinds: [], plugin: PLUGIN, answered: false })).toEqual({
      type: 'reading',
    })
  })
})
