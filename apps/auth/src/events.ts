import type { Metrics } from '@argus/service-kit/metrics'

import type { Logger } from './logger.ts'

/** What happens here that is worth counting; one helper each, a counter and a line. */
export interface Events {
  loggedIn(fields: SessionFields): void
  loginFailed(): void
  /** A login that was not judged: too many of its account, or of its address or altogether, had failed. */
  loginThrottled(by: 'account' | 'address'): void
  providerLoginFailed(fields: { readonly code: string; readonly why: string }): void
  apiKeyShown(outcome: 'ok' | 'refused'): void
  loginOverflow(): void
  refreshed(how: 'rotated' | 'replayed'): void
  refreshRefused(why: string): void
  reuseDetected(fields: SessionFields): void
  loggedOut(sessions: number): void
  storeAway(error: unknown): void
  announced(): void
  /** The bus took Notices so many milliseconds after what they tell of was decided. */
  noticesAnnounced(lagMs: number): void
  /** How many committed Notices the bus has not been told of. */
  noticesBehind(count: number): void
  announcementLost(error: unknown): void
  purged(what: string, rows: number): void
  /** How many logins wait for a turn to hash, and how long one had waited when it got it. */
  hashesWaiting(count: number): void
  hashWaited(ms: number): void
  keyTurned(fields: KeyFields): void
  /** For how long the current key of a use has signed. */
  keyAge(use: string, ms: number): void
  /** Secrets that were sealed again under the operator's current key, and those that no given key opens. */
  resealed(fields: { readonly sealed: number; readonly unopened: number }): void
  /** A call that took too long and was answered without having been done. */
  callCutOff(fields: { readonly requestId: string | null; readonly afterMs: number }): void
  failed(error: unknown, fields: { readonly requestId: string }): void
}

interface KeyFields {
  readonly what: 'make' | 'promote' | 'retire' | 'revoke'
  readonly use: string
  readonly kid?: string
}

interface SessionFields {
  readonly userId: string
  readonly sessionId: string
}

export function createEvents(metrics: Metrics, logger: Logger): Events {
  const logins = metrics.counter('argus_auth_logins_total', 'Logins by outcome', ['outcome'])
  const refreshes = metrics.counter('argus_auth_refreshes_total', 'Refreshes by outcome', [
    'outcome',
  ])
  const exchanges = metrics.counter('argus_auth_api_key_exchanges_total', 'API keys shown', [
    'outcome',
  ])
  const ended = metrics.counter('argus_auth_sessions_ended_total', 'Sessions ended by their users')
  const away = metrics.counter(
    'argus_auth_store_failures_total',
    'Questions the database did not answer',
  )
  const lost = metrics.counter(
    'argus_auth_announcements_lost_total',
    'Announcements the bus did not take',
  )
  const purges = metrics.counter(
    'argus_auth_purged_rows_total',
    'Rows that nobody needs any more',
    ['what'],
  )
  const keeping = createKeeping(metrics, logger)
  const failures = metrics.counter(
    'argus_auth_failures_total',
    'Calls that ended in a fault of ours',
  )
  const cutOff = metrics.counter(
    'argus_auth_calls_cut_off_total',
    'Calls that took too long and were rolled back',
  )
  // A heartbeat every two seconds: an outage is two lines, not one for each.
  let busAway = false
  return {
    loggedIn: (fields) => {
      logins.inc({ outcome: 'ok' })
      logger.info(fields, 'logged in')
    },
    apiKeyShown: (outcome) => exchanges.inc({ outcome }),
    providerLoginFailed: (fields) => {
      logins.inc({ outcome: 'failed' })
      logger.warn(fields, 'a login by the identity provider failed')
    },
    loginFailed: () => logins.inc({ outcome: 'failed' }),
    loginThrottled: (by) => logins.inc({ outcome: `throttled_by_${by}` }),
    loginOverflow: () => {
      logins.inc({ outcome: 'overflow' })
      logger.warn('too many logins at once')
    },
    refreshed: (outcome) => refreshes.inc({ outcome }),
    refreshRefused: (outcome) => refreshes.inc({ outcome }),
    reuseDetected: (fields) => {
      refreshes.inc({ outcome: 'reuse' })
      logger.warn(fields, 'a used refresh token came again; its session is over')
    },
    loggedOut: (sessions) => ended.inc(sessions),
    storeAway: (error) => {
      away.inc()
      logger.error({ err: error }, 'the database did not answer')
    },
    announced: () => {
      if (busAway) logger.info('the bus takes announcements again')
      busAway = false
    },
    announcementLost: (error) => {
      lost.inc()
      if (!busAway) logger.warn({ err: error }, 'the bus takes no announcements')
      busAway = true
    },
    purged: (what, rows) => purges.inc({ what }, rows),
    ...keeping,
    callCutOff: (fields) => {
      cutOff.inc()
      logger.warn(fields, 'a call took too long')
    },
    failed: (error, fields) => {
      failures.inc()
      logger.error({ err: error, ...fields }, 'a call failed')
    },
  }
}

type Keeping =
  | 'noticesAnnounced'
  | 'noticesBehind'
  | 'hashesWaiting'
  | 'hashWaited'
  | 'keyTurned'
  | 'keyAge'
  | 'resealed'

/** How far the service keeps up with what it must do besides answering. */
function createKeeping(metrics: Metrics, logger: Logger): Pick<Events, Keeping> {
  const buckets = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 5, 15]
  const announced = metrics.histogram(
    'argus_auth_change_to_announcement_seconds',
    'From the decision of a revocation or change to when the bus took its notice',
    { buckets },
  )
  const behind = metrics.gauge(
    'argus_auth_notices_behind',
    'Committed notices that the bus has not been told of',
  )
  const waiting = metrics.gauge('argus_auth_hash_queue_length', 'Logins that wait to be hashed')
  const waited = metrics.histogram(
    'argus_auth_hash_queue_wait_seconds',
    'How long a login waited for its turn to be hashed',
    { buckets },
  )
  const turns = metrics.counter('argus_auth_key_turns_total', 'Signing keys moved on', [
    'use',
    'what',
  ])
  const ages = metrics.gauge(
    'argus_auth_signing_key_age_seconds',
    'For how long the current key has signed',
    ['use'],
  )
  const unopened = metrics.gauge(
    'argus_auth_sealed_secrets_unopened',
    'Secrets in the database that no given key-encryption key opens',
  )
  return {
    noticesAnnounced: (lagMs) => announced.observe(Math.max(lagMs, 0) / 1_000),
    noticesBehind: (count) => behind.set(count),
    hashesWaiting: (count) => waiting.set(count),
    hashWaited: (ms) => waited.observe(Math.max(ms, 0) / 1_000),
    keyTurned: ({ what, use, ...key }) => {
      turns.inc({ use, what })
      const fields = { what, use, ...key }
      if (what === 'revoke') logger.warn(fields, 'a signing key was revoked')
      else logger.info(fields, 'a signing key was moved on')
    },
    keyAge: (use, ms) => ages.set({ use }, Math.max(ms, 0) / 1_000),
    resealed: (fields) => {
      unopened.set(fields.unopened)
      if (fields.sealed > 0)
        logger.info(fields, 'secrets were sealed again under the current key-encryption key')
      if (fields.unopened > 0)
        logger.error(
          fields,
          'secrets in the database open with no key-encryption key that is given',
        )
    },
  }
}
