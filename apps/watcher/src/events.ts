import type { ClusterState } from '@argus/contracts/catalog'
import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import { resourceKey, topicKey, type ResourceRef, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { Metrics } from '@argus/service-kit/metrics'

import { createAgentEvents, type AgentEvents } from './agent-events.ts'
import type { Logger } from './logger.ts'
import { WriteRefusedError } from './publish/publisher.ts'
import { createTopicMetrics, type LeaseEnd } from './topic-metrics.ts'

/** What happens here that is worth counting; one helper each, a counter and a line. Names of objects, never contents. */
export interface Events extends AgentEvents {
  clusterJoined(fields: ClusterFields): void
  clusterLeft(fields: { readonly cluster: string }): void
  clusters(count: number): void
  /** The state of a cluster, from whoever reports it; `undefined` when that ends. */
  clusterState(cluster: string, state: ClusterState | undefined): void
  kubeconfigFailed(error: unknown): void
  /** An operator's own manifests were read; what does not fit is named and not used. */
  pluginsRead(read: PluginsRead): void
  pluginsUnread(error: unknown): void
  /** What is worth knowing of the account that Argus has in a cluster, each time that this is reached. */
  accountReviewed(cluster: string, findings: readonly ClusterFinding['type'][]): void
  /** A mounted Secret is no cluster that can be used, or not any more. */
  secretRefused(secret: { readonly folder: string; readonly why: string }): void
  secretsFailed(error: unknown): void
  /** Two sources name one cluster; the registry's is not followed. */
  clusterShadowed(cluster: string): void
  credentialUnopened(cluster: string, error: unknown): void
  /** The database could not be asked; what is known goes on. */
  storeAway(error: unknown): void
  /** Other replicas were not woken; their own look finds the change. */
  announcementLost(error: unknown): void
  resealed(result: { readonly sealed: number; readonly unopened: number }): void
  topicTaken(topic: Topic): void
  topicLeft(topic: Topic, how: LeaseEnd): void
  /** `first`: not one more failure of the same kind in a row. */
  reignEnded(resource: string, error: unknown, first: boolean): void
  epochStarted(topic: Topic, why: 'empty' | 'lost tail'): void
  /** What readers are shown of a Topic has changed. */
  status(topic: Topic, status: TopicStatus): void
  /** The status that a Topic had when it was taken. */
  statusFound(topic: Topic, status: TopicStatus): void
  listed(topic: Topic): void
  /** Listed again, while it was held. */
  relisted(topic: Topic): void
  /** Its watch was asked for again. */
  reconnected(topic: Topic): void
  withheld(topic: Topic, key: string): void
  columnsRefused(topic: Topic, why: readonly string[]): void
  published(topic: Topic, batch: Published): void
  stats(topic: Topic, stats: { readonly objects: number; readonly lag: number }): void
  statsUntold(error: unknown): void
  topicLogAway(error: unknown): void
  replicas(live: readonly string[]): void
  /** Nobody asks for a resource any more: it is followed no longer. */
  letGo(ref: ResourceRef): void
  cleared(cluster: string): void
  /** Auth's keys could not be read again; the copy of so many milliseconds ago still serves. */
  readonly keysStale: (error: unknown, ageMs: number) => void
  bug(doing: string, error: unknown): void
  failed(error: unknown): void
}

interface ClusterFields {
  readonly cluster: string
  readonly context: string
  readonly server: string
  readonly commands: readonly string[]
}

interface PluginsRead {
  readonly plugins: readonly string[]
  readonly refused: readonly {
    readonly file: string
    readonly line: number
    readonly reason: string
  }[]
}

interface Published {
  readonly changes: number
  readonly bytes: number
  readonly latency: number
  readonly lag: number
}

export function createEvents(metrics: Metrics, logger: Logger): Events {
  const count = countersOf(metrics)
  const topics = createTopicMetrics(metrics)
  let owned = 0
  const holding = (by: number): void => {
    owned += by
    count.topics.set(owned)
  }
  return {
    ...createAgentEvents(metrics, logger),
    clusterJoined: ({ commands, ...fields }) => {
      logger.info(fields, 'following a cluster')
      // The program alone: its arguments may be secret.
      const programs = commands.map((command) => command.split(' ', 1)[0])
      if (programs.length > 0)
        logger.warn({ ...fields, programs }, 'its credential comes from a program that is run here')
    },
    clusterLeft: (fields) => {
      topics.forget(fields.cluster)
      logger.info(fields, 'following a cluster no more')
    },
    clusters: (number) => count.clusters.set(number),
    clusterState: topics.clusterState,
    kubeconfigFailed: (error) => {
      count.kubeconfigFailures.inc()
      logger.error({ err: error }, 'the kubeconfig cannot be used; the clusters stay as they were')
    },
    accountReviewed: (cluster, findings) => {
      if (findings.length > 0)
        logger.warn(
          { cluster, findings },
          'the account of Argus may do too much there, or too little',
        )
    },
    secretRefused: (fields) => {
      count.secretsRefused.inc()
      logger.error(fields, 'a mounted Secret cannot be used; its cluster stays as it was')
    },
    secretsFailed: (error) => {
      count.secretsRefused.inc()
      logger.error(
        { err: error },
        'the folder of mounted Secrets cannot be read; the clusters stay as they were',
      )
    },
    pluginsRead: ({ plugins, refused }) => {
      count.refusedPlugins.set(new Set(refused.map(({ file }) => file)).size)
      logger.info({ plugins }, 'plugins of the operator were read')
      for (const problem of refused) logger.error(problem, 'a plugin manifest is not used')
    },
    pluginsUnread: (error) =>
      logger.error({ err: error }, 'the folder of plugins cannot be read; they stay as they were'),
    clusterShadowed: (cluster) =>
      logger.warn(
        { cluster },
        'two sources name this cluster; the one of the operator is followed',
      ),
    credentialUnopened: (cluster, error) => {
      count.unopened.inc()
      logger.error({ cluster, err: error }, 'the credential of a cluster does not open')
    },
    storeAway: (error) => {
      count.storeFailures.inc()
      logger.warn({ err: error }, 'the database cannot be asked; the clusters stay as they were')
    },
    announcementLost: (error) =>
      logger.warn({ err: error }, 'a change of the registry could not be announced'),
    resealed: ({ sealed, unopened }) => {
      if (sealed > 0) logger.info({ sealed }, 'credentials were sealed again under the current key')
      if (unopened > 0) logger.error({ unopened }, 'credentials open under no key that was given')
    },
    topicTaken: (topic) => {
      holding(1)
      topics.taken(topic)
      logger.debug({ topic: topicKey(topic) }, 'holding a topic')
    },
    topicLeft: (topic, how) => {
      holding(-1)
      topics.left(topic, how)
      logger.debug({ topic: topicKey(topic), how }, 'holding a topic no more')
    },
    reignEnded: (resource, error, first) => {
      if (error instanceof WriteRefusedError) count.refusals.inc({ why: error.why })
      if (!first) return
      count.reignsEnded.inc()
      logger.warn({ resource, err: error }, 'a topic was lost; taking it again')
    },
    epochStarted: (topic, why) => {
      count.epochs.inc({ why })
      logger.info({ topic: topicKey(topic), why }, 'began a new epoch')
    },
    status: (topic, { state, reason }) => {
      count.statuses.inc({ state })
      topics.state(topic, state)
      logger.info({ topic: topicKey(topic), state, reason }, 'a topic changed its state')
    },
    statusFound: (topic, { state }) => topics.state(topic, state),
    listed: () => count.lists.inc(),
    relisted: topics.relisted,
    reconnected: topics.reconnected,
    stats: topics.stats,
    withheld: (topic, key) => {
      count.withheld.inc()
      logger.warn(
        { topic: topicKey(topic), key },
        'an object is withheld: it could not be projected',
      )
    },
    columnsRefused: (topic, why) =>
      logger.warn({ topic: topicKey(topic), why }, 'columns of a definition cannot be shown'),
    published: (topic, { lag, ...batch }) => {
      const { changes, latency } = batch
      topics.published(topic, batch)
      count.published.inc(changes)
      count.latency.observe(latency / 1_000)
      count.lag.observe(lag / 1_000)
    },
    statsUntold: (error) => logger.debug({ err: error }, 'statistics of a topic could not be told'),
    topicLogAway: (error) => {
      count.logFailures.inc()
      logger.warn({ err: error }, 'the topic log cannot be reached')
    },
    replicas: (live) => {
      count.replicas.set(live.length)
      logger.info({ replicas: live }, 'the live replicas changed')
    },
    letGo: (ref) =>
      logger.info(
        { resource: resourceKey(ref) },
        'following a resource no more: nobody asks for it',
      ),
    cleared: (cluster) => logger.info({ cluster }, 'cleared what was kept of a cluster that left'),
    keysStale: (error, ageMs) => {
      count.keysStale.inc()
      logger.warn({ err: error, ageMs }, 'the keys of auth could not be read again')
    },
    bug: (doing, error) => {
      count.bugs.inc()
      logger.error({ err: error, doing }, 'a defect; what it ended is started again')
    },
    failed: (error) => {
      count.failures.inc()
      logger.error({ err: error }, 'a call failed')
    },
  }
}

/** From the API server to the topic log is a matter of milliseconds, until something is wrong. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

function countersOf(metrics: Metrics) {
  const buckets = SECONDS
  return {
    clusters: metrics.gauge('argus_watcher_clusters', 'Clusters that are followed'),
    replicas: metrics.gauge('argus_watcher_replicas', 'Live watcher replicas, this one included'),
    topics: metrics.gauge('argus_watcher_topics_owned', 'Topics whose Lease this replica holds'),
    published: metrics.counter(
      'argus_watcher_changes_published_total',
      'Changes written to the topic log',
    ),
    latency: metrics.histogram(
      'argus_watcher_publish_seconds',
      'From the call of the publish script to its answer',
      { buckets },
    ),
    lag: metrics.histogram('argus_watcher_lag_seconds', 'From the API server to the topic log', {
      buckets,
    }),
    lists: metrics.counter('argus_watcher_lists_total', 'Lists of a resource that were completed'),
    epochs: metrics.counter('argus_watcher_epochs_total', 'New epochs begun, by reason', ['why']),
    reignsEnded: metrics.counter(
      'argus_watcher_topics_lost_total',
      'Topics lost without being handed over',
    ),
    refusals: metrics.counter(
      'argus_watcher_refusals_total',
      'Writes the topic log refused, by reason',
      ['why'],
    ),
    statuses: metrics.counter(
      'argus_watcher_statuses_total',
      'Changes of state of a resource, by state',
      ['state'],
    ),
    withheld: metrics.counter(
      'argus_watcher_withheld_total',
      'Objects withheld because they could not be projected',
    ),
    logFailures: metrics.counter(
      'argus_watcher_topic_log_failures_total',
      'Questions the topic log did not answer',
    ),
    unopened: metrics.counter(
      'argus_watcher_credentials_unopened_total',
      'Readings of a sealed credential that does not open',
    ),
    storeFailures: metrics.counter(
      'argus_watcher_store_failures_total',
      'Questions that the database did not answer',
    ),
    secretsRefused: metrics.counter(
      'argus_watcher_cluster_secrets_refused_total',
      'Readings of mounted Secrets that could not be used',
    ),
    refusedPlugins: metrics.gauge(
      'argus_watcher_plugin_files_refused',
      'Plugin manifests of the operator that are not used',
    ),
    kubeconfigFailures: metrics.counter(
      'argus_watcher_kubeconfig_failures_total',
      'Readings of the kubeconfig that failed',
    ),
    keysStale: metrics.counter(
      'argus_watcher_keys_stale_total',
      "Tokens judged by an old copy of auth's keys",
    ),
    bugs: metrics.counter('argus_watcher_defects_total', 'Errors that nothing here expects'),
    failures: metrics.counter(
      'argus_watcher_failures_total',
      'Calls that ended in a fault of ours',
    ),
  }
}
