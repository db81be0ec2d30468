import type { Metrics } from '@argus/service-kit/metrics'

import type { Logger } from './logger.ts'

/** What happens here that is worth counting; one helper each, a counter and a line. */
export interface Events {
  loggedIn(fields: SessionFields): void
  loginFailed(): void
  providerLoginFailed(fields: { readonly code: string; readonly why: string }): void
  apiKeyShown(outcome: 'ok' | 'refused'): void
  loginOverflow(): void
  refreshed(how: 'rotated' | 'replayed'): void
  refreshRefused(why: string): void
  reuseDetected(fields: SessionFields): void
  loggedOut(sessions: number): void
  storeAway(error: unknown): void
  announced(): void
  announcementLost(error: unknown): void
  purged(rows: number): void
  failed(error: unknown, fields: { readonly requestId: string }): void
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
    'argus_auth_revoked_tokens_purged_total',
    'Revocations no longer needed',
  )
  const failures = metrics.counter(
    'argus_auth_failures_total',
    'Calls that ended in a fault of ours',
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
    purged: (rows) => purges.inc(rows),
    failed: (error, fields) => {
      failures.inc()
      logger.error({ err: error, ...fields }, 'a call failed')
    },
  }
}
