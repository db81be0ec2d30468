import { openAuthority } from '@argus/access/authority'
import { openKeySet } from '@argus/access/key-set'
import { accessTokenVerifier } from '@argus/access/verify-access-token'
import { openTopicLogReader } from '@argus/bus/follow'
import { followNotices } from '@argus/bus/notices'
import { ACCESS_AUDIENCE, TOKEN_ISSUER } from '@argus/contracts/claims'
import { clientAddress } from '@argus/service-kit/client-address'
import { createApp, listen } from '@argus/service-kit/http-server'
import { createMetrics } from '@argus/service-kit/metrics'

import { Seats } from './admission/seats.ts'
import { Turnstile } from './admission/turnstile.ts'
import { Sessions } from './authority/sessions.ts'
import { monotonicClock, systemClock, type Clock } from './clock.ts'
import type { GatewayConfig } from './config.ts'
import { acceptor } from './connection/accept.ts'
import { Connections } from './connection/connections.ts'
import { graceFor } from './connection/grace.ts'
import { createEvents, gaugesOf } from './events.ts'
import { Directory } from './feed/directory.ts'
import { Feeds } from './feed/feeds.ts'
import { Pulse } from './feed/pulse.ts'
import { Wishes } from './feed/wishes.ts'
import { addRoutes } from './http/routes.ts'
import { acceptUpgrades } from './http/upgrade.ts'
import { gatewayLogger, type Logger } from './logger.ts'
import { Expressions } from './reads/expressions.ts'
import { Readers } from './reads/readers.ts'
import { Reads } from './reads/reads.ts'

/** A running gateway. Disposing it drains: clients are told to dial again, and every connection ends. */
export interface Gateway extends AsyncDisposable {
  readonly port: number
  readonly url: string
}

export interface Overrides {
  /** Takes the place of both clocks. */
  readonly clock?: Clock
  readonly logger?: Logger
  /** Over how long connections end when the service stops; without it, as long as so many take. */
  readonly graceMs?: number
}

/** Starts whole; auth and Redis may come later, until then nobody is let in. */
export async function startGateway(
  config: GatewayConfig,
  overrides: Overrides = {},
): Promise<Gateway> {
  const { clock = systemClock } = overrides
  const monotonic = overrides.clock ?? monotonicClock
  const logger = overrides.logger ?? gatewayLogger(config.logLevel)
  const metrics = createMetrics('gateway')
  const events = createEvents(metrics, logger)
  await using resources = new AsyncDisposableStack()

  const reader = resources.use(
    await openTopicLogReader({ url: config.redisUrl, onFault: events.busFailed }),
  )
  const keySet = openKeySet({
    url: new URL('/.well-known/jwks.json', config.authUrl).href,
    clock: monotonic,
    stale: events.keysStale,
  })
  const authority = resources.use(
    openAuthority({
      authUrl: config.authInternalUrl,
      serviceToken: config.serviceToken,
      announcements: (signal) => followNotices(config.redisUrl, signal),
      clock: monotonic,
      logger,
      keys: keySet,
    }),
  )
  const verify = accessTokenVerifier({
    issuer: TOKEN_ISSUER,
    audience: ACCESS_AUDIENCE,
    keyFor: (kid) => keySet.keyFor(kid),
    clock,
  })
  const stop = new AbortController()
  resources.defer(() => stop.abort())

  const now = (): number => clock.now()
  const connections = new Connections(now, (time) => events.delivered(now() - time))
  const directory = new Directory()
  const sessions = new Sessions({ authority, keys: keySet, clock, failed: events.authorityFailed })
  const pulse = new Pulse(() => {
    for (const feed of feeds.all) feed.encode()
    const leaving = connections.waiting
    void connections.write()
    return leaving
  })
  const feeds: Feeds = resources.use(
    new Feeds({
      reader,
      clock,
      timedOut: events.celTimedOut,
      events: {
        changed: () => pulse.request(),
        hole: events.hole,
        failed: (topic, error) => {
          events.feedFailed(topic, error)
          setTimeout(() => pulse.request(), RETRY_MS).unref()
        },
      },
    }),
  )
  const wishes = new Wishes({ reader, directory, feeds, clock, failed: events.wishFailed })
  const admission = { verify, authority, keys: keySet }
  const accept = acceptor({
    connections,
    sessions,
    events,
    admission,
    clock,
    subscriptions: {
      directory,
      around: { feeds, wishes, clock, failed: events.viewFailed, resumed: events.resumed },
      onChange: events.subscriptions,
    },
    users: new Seats(config.room.socketsPerUser),
    onPending: () => pulse.request(),
  })

  const measure = gaugesOf(metrics, {
    connections: () => connections.size,
    unsent: () => connections.unsent,
    feeds: () => [...feeds.all].length,
    views: () => [...feeds.all].reduce((sum, { views }) => sum + [...views].length, 0),
    countViews: () => [...feeds.all].reduce((sum, { counts }) => sum + [...counts.views].length, 0),
    sent: () => connections.sent,
  })
  const app = createApp({
    metrics: {
      ...metrics,
      text: () => {
        measure()
        return metrics.text()
      },
    },
    ready: {
      redis: () => (directory.known ? reader.reachable() : 'the catalog was not read yet'),
      auth: () => authority.freshness === 'fresh' || 'its notices cannot be read',
      connections: () => !connections.draining || 'this gateway stops',
    },
  })
  const { readsPerSecond, handshakesPerSecond } = config.room
  const addressOf = clientAddress(config.trustedProxies)
  addRoutes(app, {
    addressOf,
    readers: new Readers({
      admission,
      sessions,
      perSecond: {
        user: readsPerSecond,
        address: config.readsPerAddress,
        process: handshakesPerSecond,
      },
      clock: monotonic,
    }),
    expressions: new Expressions(monotonic),
    reads: new Reads({ directory, feeds, wishes, log: reader, clock }),
    answered: events.readAnswered,
    failed: events.readFailed,
  })
  const server = resources.use(
    await listen(app, {
      host: config.host,
      port: config.port,
      shared: config.sharedPort,
      drainMs: 500,
    }),
  )
  const closed = (): string | undefined => {
    if (connections.draining) return 'This gateway stops. Dial again.'
    return authority.freshness === 'closed'
      ? 'Permissions cannot be checked now. Dial later.'
      : undefined
  }
  const turnstile = new Turnstile({
    room: config.room,
    addressOf,
    clock: monotonic,
  })
  acceptUpgrades(server.server, {
    policy: { allowedOrigins: config.allowedOrigins, closed },
    turnstile,
    accept,
    refused: events.upgradeRefused,
  })
  resources.defer(async () => {
    // Those who dial again would be given to this process too, and refused. Where it has the port alone it says 503.
    if (config.sharedPort) server.stopListening()
    else server.leave()
    turnstile[Symbol.dispose]()
    await connections.drain(clock, overrides.graceMs ?? graceFor(connections.size))
  })

  const { signal } = stop
  const onChange = (): void => {
    for (const connection of connections.all) connection.reconcile()
  }
  for (const task of [
    sessions.follow(signal),
    directory.follow(reader, { signal, onChange }),
    connections.tick(clock, signal),
    bookmark(feeds, clock, signal),
    wishes.repeat(signal),
  ]) {
    void unlessAborted(task, signal)
  }
  logger.info({ url: server.url }, 'listening')
  const running = resources.move()
  return {
    port: server.port,
    url: server.url,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Moves Positions on where nothing is sent, so that who comes back later needs little. */
async function bookmark(feeds: Feeds, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(BOOKMARK_MS, signal)
    for (const feed of feeds.all) feed.bookmark()
  }
}

/** What must run as long as the service does: its end by anything but the stop is a bug, and ends the process. */
async function unlessAborted(task: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await task
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

const RETRY_MS = 500
const BOOKMARK_MS = 5_000
