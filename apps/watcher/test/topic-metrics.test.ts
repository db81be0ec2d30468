import type { Topic } from '@argus/contracts/topic'
import { createMetrics } from '@argus/service-kit/metrics'
import { describe, expect, test } from '@jest/globals'

import { createTopicMetrics } from '../src/topic-metrics.ts'

const topic = (resource: string, cluster = 'prod'): Topic => ({
  cluster,
  group: 'example.org',
  version: 'v1',
  resource,
})
const things = topic('things')

/** The series of the two, without what every series carries. */
function measure(limit?: number) {
  const metrics = createMetrics('watcher')
  const topics = createTopicMetrics(metrics, limit)
  const series = async (): Promise<readonly string[]> =>
    (await metrics.text())
      .split('\n')
      .filter((line) => /^argus_watcher_(?:topic|cluster)_/.test(line) && !line.includes('_bucket'))
      .map((line) => line.replace(/^argus_watcher_/, '').replace(/,?service="watcher",?/, ''))
      .toSorted()
  return { topics, series }
}

describe('what is measured of a resource', () => {
  test('is its state, objects and lag while it is held, and nothing of them afterwards', async () => {
    const { topics, series } = measure()
    topics.taken(things)
    topics.state(things, 'syncing')
    topics.state(things, 'live')
    topics.stats(things, { objects: 7, lag: 12 })
    const named = 'cluster="prod",resource="things.example.org"'
    expect(await series()).toEqual([
      `topic_lag_seconds{${named}} 0.012`,
      `topic_lease_changes_total{${named},change="taken"} 1`,
      `topic_objects{${named}} 7`,
      `topic_state{${named},state="live"} 1`,
    ])
    topics.left(things, 'lost')
    // Whoever was asked before the loss answers after it.
    topics.state(things, 'stale')
    topics.stats(things, { objects: 8, lag: 1 })
    expect(await series()).toEqual([
      `topic_lease_changes_total{${named},change="lost"} 1`,
      `topic_lease_changes_total{${named},change="taken"} 1`,
    ])
  })

  test('is what was published, listed again and connected again, until the cluster leaves', async () => {
    const { topics, series } = measure()
    topics.taken(things)
    topics.published(things, { changes: 3, bytes: 900, latency: 4 })
    topics.relisted(things)
    topics.reconnected(things)
    topics.left(things, 'given_up')
    topics.taken(topic('others', 'test'))
    const named = 'cluster="prod",resource="things.example.org"'
    expect(await series()).toEqual(
      expect.arrayContaining([
        `topic_bytes_total{${named}} 900`,
        `topic_changes_total{${named}} 3`,
        `topic_publish_seconds_count{${named}} 1`,
        `topic_reconnects_total{${named}} 1`,
        `topic_relists_total{${named}} 1`,
      ]),
    )
    topics.forget('prod')
    expect(await series()).toEqual([
      'topic_lease_changes_total{cluster="test",resource="others.example.org",change="taken"} 1',
    ])
  })

  test('has series of its own for so many resources, and shares them beyond', async () => {
    const { topics, series } = measure(2)
    for (let i = 0; i < 100; i += 1) {
      const one = topic(`things-${i}`, `cluster-${i}`)
      topics.taken(one)
      topics.state(one, 'live')
      topics.stats(one, { objects: 1, lag: 1 })
      topics.published(one, { changes: 1, bytes: 1, latency: 1 })
    }
    const all = await series()
    const names = new Set(all.map((line) => /resource="([^"]*)"/.exec(line)?.[1]))
    expect(names).toEqual(new Set(['other', 'things-0.example.org', 'things-1.example.org']))
    expect(all).toContain('topic_changes_total{cluster="other",resource="other"} 98')
    topics.forget('cluster-0')
    topics.taken(topic('things-0', 'cluster-0'))
    expect((await series()).filter((line) => line.includes('cluster-0"'))).toHaveLength(1)
  })

  test('is one state of each cluster, from whoever reports it', async () => {
    const { topics, series } = measure()
    topics.clusterState('prod', 'syncing')
    topics.clusterState('prod', 'live')
    topics.clusterState('prod', 'live')
    expect(await series()).toEqual(['cluster_state{cluster="prod",state="live"} 1'])
    topics.clusterState('prod', undefined)
    expect(await series()).toEqual([])
  })
})
