import type { ClusterState } from '@argus/contracts/catalog'
import type { Topic } from '@argus/contracts/topic'
import type { TopicState } from '@argus/contracts/topic-status'
import type { Metrics } from '@argus/service-kit/metrics'

/** Why a Lease is held no more. */
export type LeaseEnd = 'given_up' | 'lost'

/** What one batch of a Topic came to. Times in milliseconds. */
interface PublishedSizes {
  readonly changes: number
  readonly bytes: number
  readonly latency: number
}

/** What is measured of each resource of each cluster, by the replica that holds its Topic. */
interface TopicMetrics {
  taken(topic: Topic): void
  left(topic: Topic, how: LeaseEnd): void
  state(topic: Topic, state: TopicState): void
  readonly stats: (topic: Topic, stats: { readonly objects: number; readonly lag: number }) => void
  published(topic: Topic, batch: PublishedSizes): void
  readonly relisted: (topic: Topic) => void
  readonly reconnected: (topic: Topic) => void
  readonly clusterState: (cluster: string, state: ClusterState | undefined) => void
  /** Forgets a cluster that is followed no more. */
  forget(cluster: string): void
}

/**
 * So many resources have series of their own in one process, whoever asks for whatever; all later ones are counted
 * together as `other`. Some 15 series each: what a scrape of a few megabytes holds.
 */
const MAX_RESOURCES = 2_000

/**
 * What is true now is told by the holder alone, and ends with the Lease: a sum over replicas counts nothing twice.
 * What is counted stays until the cluster leaves.
 */
export function createTopicMetrics(metrics: Metrics, limit = MAX_RESOURCES): TopicMetrics {
  const gauges = gaugesOf(metrics)
  const counts = countsOf(metrics)
  const known = new Map<string, Labels>()
  /** What is held, and the state of each. */
  const held = new Map<string, TopicState | undefined>()
  const clusters = new Map<string, ClusterState>()
  const own = ({ cluster, group, resource }: Topic): Labels | undefined => {
    const name = `${resource}.${group}`
    const key = `${cluster}/${name}`
    const labels = known.get(key)
    if (labels !== undefined || known.size >= limit) return labels
    const made = { cluster, resource: name }
    known.set(key, made)
    return made
  }
  /** The labels of what is true now: whoever speaks of a Topic after its Lease is not heard. */
  const heldBy = (topic: Topic): Labels | undefined => {
    const labels = own(topic)
    return labels !== undefined && held.has(keyOf(labels)) ? labels : undefined
  }
  const clearState = (labels: Labels): void => {
    const state = held.get(keyOf(labels))
    if (state !== undefined) gauges.state.remove({ ...labels, state })
  }
  const clear = (labels: Labels): void => {
    clearState(labels)
    held.delete(keyOf(labels))
    gauges.objects.remove(labels)
    gauges.lag.remove(labels)
  }
  return {
    taken(topic) {
      const labels = own(topic)
      counts.leases.inc({ ...(labels ?? OTHER), change: 'taken' })
      if (labels !== undefined) held.set(keyOf(labels), undefined)
    },
    left(topic, how) {
      const labels = own(topic)
      counts.leases.inc({ ...(labels ?? OTHER), change: how })
      if (labels !== undefined) clear(labels)
    },
    state(topic, state) {
      const labels = heldBy(topic)
      if (labels === undefined) return
      clearState(labels)
      held.set(keyOf(labels), state)
      gauges.state.set({ ...labels, state }, 1)
    },
    stats(topic, { objects, lag }) {
      const labels = heldBy(topic)
      if (labels === undefined) return
      gauges.objects.set(labels, objects)
      gauges.lag.set(labels, lag / 1_000)
    },
    published(topic, { changes, bytes, latency }) {
      const labels = own(topic) ?? OTHER
      counts.changes.inc(labels, changes)
      counts.bytes.inc(labels, bytes)
      counts.latency.observe(labels, latency / 1_000)
    },
    relisted: (topic) => counts.relists.inc(own(topic) ?? OTHER),
    reconnected: (topic) => counts.reconnects.inc(own(topic) ?? OTHER),
    clusterState(cluster, state) {
      const before = clusters.get(cluster)
      if (before === state) return
      if (before !== undefined) gauges.cluster.remove({ cluster, state: before })
      if (state === undefined) clusters.delete(cluster)
      else {
        clusters.set(cluster, state)
        gauges.cluster.set({ cluster, state }, 1)
      }
    },
    forget(cluster) {
      for (const [key, labels] of known) {
        if (labels.cluster !== cluster) continue
        clear(labels)
        for (const change of ['taken', 'given_up', 'lost']) {
          counts.leases.remove({ ...labels, change })
        }
        for (const metric of [counts.changes, counts.bytes, counts.relists, counts.reconnects]) {
          metric.remove(labels)
        }
        counts.latency.remove(labels)
        known.delete(key)
      }
    },
  }
}

interface Labels {
  readonly cluster: string
  readonly resource: string
}

const OTHER: Labels = { cluster: 'other', resource: 'other' }

const LABELS = ['cluster', 'resource'] as const

const keyOf = ({ cluster, resource }: Labels): string => `${cluster}/${resource}`

function gaugesOf(metrics: Metrics) {
  return {
    cluster: metrics.gauge(
      'argus_watcher_cluster_state',
      '1 for the state a cluster is in, told by the replica that reports it',
      ['cluster', 'state'],
    ),
    state: metrics.gauge(
      'argus_watcher_topic_state',
      '1 for the state a held resource is in; no other state of it has a series',
      [...LABELS, 'state'],
    ),
    objects: metrics.gauge(
      'argus_watcher_topic_objects',
      'Objects that the topic log holds of a held resource',
      LABELS,
    ),
    lag: metrics.gauge(
      'argus_watcher_topic_lag_seconds',
      'From the API server to the topic log, of the newest change of a held resource',
      LABELS,
    ),
  }
}

function countsOf(metrics: Metrics) {
  return {
    changes: metrics.counter(
      'argus_watcher_topic_changes_total',
      'Changes written to the topic log',
      LABELS,
    ),
    bytes: metrics.counter(
      'argus_watcher_topic_bytes_total',
      'Bytes of objects written to the topic log',
      LABELS,
    ),
    latency: metrics.histogram(
      'argus_watcher_topic_publish_seconds',
      'From the call of the publish script to its answer',
      { buckets: [0.005, 0.05, 0.5, 5], labels: LABELS },
    ),
    relists: metrics.counter(
      'argus_watcher_topic_relists_total',
      'Lists that were completed while the resource was held, but for the first',
      LABELS,
    ),
    reconnects: metrics.counter(
      'argus_watcher_topic_reconnects_total',
      'Watches asked for again from where the one before had ended',
      LABELS,
    ),
    leases: metrics.counter('argus_watcher_topic_lease_changes_total', 'Leases taken and left', [
      ...LABELS,
      'change',
    ]),
  }
}
