import type { Metrics } from '@argus/service-kit/metrics'
import type { Refusal } from '@argus/contracts/refusal-code'
import { topicKey, type Topic } from '@argus/contracts/topic'

import type { ConnectionEvents, Peer } from './connection/connection.ts'
import type { Logger } from './logger.ts'

/** What happens here that is worth counting; one helper each, a counter and, where a person may ask, a line. */
export interface Events extends ConnectionEvents {
  /** Data that a watcher took from an API server so many milliseconds ago was given to a socket. */
  readonly delivered: (latencyMs: number) => void
  /** An upgrade was not taken. */
  readonly upgradeRefused: (refusal: Refusal) => void
  /** One more, or less. */
  readonly subscriptions: (difference: 1 | -1) => void
  readonly hole: (topic: Topic) => void
  /** Who came back from a Position was answered with what changed since, or (false) with a snapshot. */
  readonly resumed: (hit: boolean) => void
  /** A CEL expression took too long for an object. */
  readonly celTimedOut: () => void
  /** A read was answered, with this status. */
  readonly readAnswered: (status: number) => void
  readonly readFailed: (error: unknown) => void
  readonly feedFailed: (topic: Topic, error: unknown) => void
  readonly busFailed: (error: unknown) => void
  readonly viewFailed: (error: unknown) => void
  /** What is looked at here could not be told to the watchers. */
  readonly wishFailed: (error: unknown) => void
  readonly authorityFailed: (error: unknown) => void
  /** Auth's keys could not be read again; the copy of so many milliseconds ago still serves. */
  readonly keysStale: (error: unknown, ageMs: number) => void
}

/** What is counted when it is asked for. */
export interface Gauges {
  readonly connections: () => number
  readonly unsent: () => number
  readonly feeds: () => number
  readonly views: () => number
  readonly countViews: () => number
  /** Bytes since the start; never less than before. */
  readonly sent: () => number
}

export function createEvents(metrics: Metrics, logger: Logger): Events {
  const closes = metrics.counter('argus_gateway_closes_total', 'Connections closed, by code', [
    'code',
  ])
  const refusals = metrics.counter(
    'argus_gateway_refused_upgrades_total',
    'Upgrades that were not taken, by refusal code',
    ['code'],
  )
  const subscriptions = metrics.gauge('argus_gateway_subscriptions', 'Open subscriptions')
  const deliveries = metrics.histogram(
    'argus_gateway_event_to_socket_seconds',
    'From when a watcher took a change from an API server to when sockets were given it; once for each slice of a flush',
    { buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60] },
  )
  const revocations = metrics.histogram(
    'argus_gateway_revoke_to_close_seconds',
    'From the commit of a revocation to the close of a connection of its session',
    { buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60] },
  )
  const holes = metrics.counter(
    'argus_gateway_holes_total',
    'Holes in a topic that were read again',
  )
  const conflations = metrics.counter(
    'argus_gateway_conflations_total',
    'Steps of a View that a reader was too slow for, who gets the newest state of each object later',
  )
  const resumes = metrics.counter(
    'argus_gateway_resumes_total',
    'Views that clients came back to from a Position, by what they were answered',
    ['answer'],
  )
  const celTimeouts = metrics.counter(
    'argus_gateway_cel_timeouts_total',
    'Evaluations of CEL expressions that were ended for taking too long',
  )
  const reads = metrics.counter('argus_gateway_reads_total', 'Reads answered, by status', [
    'status',
  ])
  const failures = metrics.counter('argus_gateway_failures_total', 'What went wrong, by where', [
    'where',
  ])
  const fail =
    (where: string, message: string) =>
    (error: unknown, fields: object = {}) => {
      failures.inc({ where })
      logger.warn({ ...fields, err: error }, message)
    }
  const feedFailed = fail('feed', 'a topic could not be read')
  const keysFailed = fail('keys', 'the keys of auth could not be read again')
  const connectionFailed = fail('connection', 'a connection ended in a fault of ours')
  return {
    opened: (peer) => logger.info(named(peer), 'connection opened'),
    welcomed: (peer, { userId, sessionId }) =>
      logger.info({ ...named(peer), userId, sessionId }, 'connection admitted'),
    closed: (peer, { code, pass }) => {
      closes.inc({ code: code >= 4_000 ? `${code}` : 'other' })
      const who = pass && { userId: pass.userId, sessionId: pass.sessionId }
      logger.info({ ...named(peer), ...who, code }, 'connection closed')
    },
    revoked: (afterMs) => revocations.observe(Math.max(afterMs, 0) / 1_000),
    subscriptions: (difference) => subscriptions.inc(difference),
    conflated: () => conflations.inc(),
    failed: (peer, error) => connectionFailed(error, named(peer)),
    delivered: (latencyMs) => deliveries.observe(Math.max(latencyMs, 0) / 1_000),
    upgradeRefused: ({ code }) => refusals.inc({ code }),
    hole: (topic) => {
      holes.inc()
      logger.info({ topic: topicKey(topic) }, 'a hole in a topic was read again')
    },
    resumed: (hit) => resumes.inc({ answer: hit ? 'changes' : 'snapshot' }),
    celTimedOut: () => celTimeouts.inc(),
    readAnswered: (status) => reads.inc({ status: `${status}` }),
    readFailed: fail('read', 'a read ended in a fault of ours'),
    feedFailed: (topic, error) => feedFailed(error, { topic: topicKey(topic) }),
    busFailed: fail('bus', 'Redis was lost, or holds what cannot be read'),
    wishFailed: fail('wish', 'what is wanted here could not be told'),
    viewFailed: fail('view', 'a view could not be brought up to date'),
    keysStale: (error, ageMs) => keysFailed(error, { ageMs }),
    authorityFailed: fail('authority', 'the rights of a session could not be read'),
  }
}

/** Reads the gauges whenever metrics are asked for. */
export function gaugesOf(metrics: Metrics, gauges: Gauges): () => void {
  const open = metrics.gauge('argus_gateway_connections', 'Open connections')
  const unsent = metrics.gauge(
    'argus_gateway_unsent_bytes',
    'What was sent and peers have not taken',
  )
  const followed = metrics.gauge('argus_gateway_feeds', 'Topics followed')
  const shown = metrics.gauge('argus_gateway_views', 'Views on them, of rows and objects')
  const counted = metrics.gauge('argus_gateway_count_views', 'Views on them, of counts')
  const egress = metrics.counter(
    'argus_gateway_egress_bytes_total',
    'What sockets of clients have taken',
  )
  let told = 0
  return () => {
    open.set(gauges.connections())
    unsent.set(gauges.unsent())
    followed.set(gauges.feeds())
    shown.set(gauges.views())
    counted.set(gauges.countViews())
    const more = Math.max(gauges.sent() - told, 0)
    egress.inc(more)
    told += more
  }
}

function named({ id, ip, origin }: Peer): object {
  return { connection: id, ip, origin }
}
