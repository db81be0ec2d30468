import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

import { openAuthority, type Authority } from '@argus/access/authority'
import { openKeySet, type KeySet } from '@argus/access/key-set'
import { accessTokenVerifier } from '@argus/access/verify-access-token'
import { followNotices } from '@argus/bus/notices'
import { openTopicLogWriter } from '@argus/bus/publish'
import { followRegistry, openRegistryAnnouncer } from '@argus/bus/registry'
import { ACCESS_AUDIENCE, TOKEN_ISSUER } from '@argus/contracts/claims'
import { checkSchema, connectFleet } from '@argus/db/fleet'
import { createSeals } from '@argus/db/seal'
import { clientAddress } from '@argus/service-kit/client-address'
import { createApp, listen } from '@argus/service-kit/http-server'
import { createMetrics } from '@argus/service-kit/metrics'

import { monotonicClock, systemClock, type Clock } from './clock.ts'
import { openAgentEndpoint } from './cluster/agent/agent-endpoint.ts'
import { AgentKeys } from './cluster/agent/agent-keys.ts'
import { AgentLines } from './cluster/agent/agent-lines.ts'
import { createRefusedAgents } from './cluster/agent/refused-agents.ts'
import { addressJudge } from './cluster/address/address-policy.ts'
import { guardedResolve } from './cluster/address/guarded-resolve.ts'
import { Bell } from './bell.ts'
import { ClusterRegistry } from './cluster/registry.ts'
import { resealConnections } from './cluster/reseal-connections.ts'
import { openSources } from './cluster/open-sources.ts'
import type { WatcherConfig } from './config.ts'
import { createEvents } from './events.ts'
import { addRoutes } from './http/routes.ts'
import { watcherLogger, type Logger } from './logger.ts'
import { openPlugins } from './plugin/open-plugins.ts'
import { Directory } from './topic/directory.ts'
import type { TopicTiming } from './topic/follow-resource.ts'
import { handOver } from './topic/hand-over.ts'
import { runOwnTopics } from './topic/own-topics.ts'
import { listShare } from './topic/list-share.ts'
import { Replicas } from './topic/replicas.ts'

/** A running watcher. Disposing of it hands its Topics over, where another replica lives, and gives them up. */
export interface Watcher extends AsyncDisposable {
  readonly url: string
  readonly replica: string
}

/** What a test may bring along. */
export interface WatcherOverrides {
  readonly clock?: Clock
  readonly random?: () => number
  readonly timing?: Partial<TopicTiming>
}

/**
 * Starts the whole service; rejects where the database is away or its schema does not fit, the kubeconfig cannot be used
 * or the port is taken.
 */
export async function startWatcher(
  config: WatcherConfig,
  { clock = systemClock, random = Math.random, timing = {} }: WatcherOverrides = {},
): Promise<Watcher> {
  await using starting = new AsyncDisposableStack()
  const logger = watcherLogger(config.logLevel)
  const metrics = createMetrics('watcher')
  const events = createEvents(metrics, logger)
  const { redisUrl, replica = `${hostname()}-${randomBytes(4).toString('hex')}` } = config

  const db = starting.use(connectFleet(config.databaseUrl))
  await checkSchema(db)
  const seals = createSeals(config.keyEncryptionKey, config.previousKeyEncryptionKeys)
  const log = starting.use(await openTopicLogWriter({ url: redisUrl }))
  const keys = openKeySet({
    url: keySetUrl(config),
    clock: monotonicClock,
    stale: events.keysStale,
  })
  const authority = starting.use(openAuthorityOf(config, { keys, logger }))
  const guard = guardedResolve(addressJudge(config.addresses))
  const lines = new AgentLines(clock)
  const keysOfAgents = new AgentKeys()
  const registry = starting.use(new ClusterRegistry({ guard, lines, clock, events }))
  const bell = new Bell()
  const announcer = starting.use(await openRegistryAnnouncer(redisUrl))
  const sources = await openSources({
    ...config,
    db,
    seals,
    registry,
    agentKeys: keysOfAgents.set,
    bell,
    clock,
    events,
  })

  const switchBell = new Bell()
  const plugins = await openPlugins({ ...config, db, bell: switchBell, clock, events })

  const directory = new Directory(log, clock)
  const replicasBell = new Bell()
  const replicas = new Replicas({ log, replica, clock, events, bell: replicasBell })
  const context = {
    log,
    replica,
    clock,
    random,
    events,
    directory,
    registry,
    guard,
    sources,
    replicas,
    bell: replicasBell,
    db,
    seals,
    registryChanged: () => {
      bell.ring()
      switchBell.ring()
      announcer.announce().catch((error: unknown) => events.announcementLost(error))
    },
    secrets: config.secrets,
    plugins: plugins.used,
    confirmed: new Map(),
    timing: { spreadMs: SPREAD_MS, informer: {}, ...timing },
    listsAtOnce: () => listShare(replicas.live.length),
  }
  starting.use(run((signal) => runOwnTopics(context, signal)))
  starting.defer(() => handOver(replicas, { log, replica, clock }))
  starting.use(run((signal) => replicas.run(signal)))
  starting.use(run((signal) => sources.follow(signal)))
  starting.use(run((signal) => plugins.follow(signal)))
  starting.use(run((signal) => ringAtChanges(redisUrl, [bell, switchBell], signal)))
  starting.use(run((signal) => resealConnections(context, signal)))

  const app = createApp({
    metrics,
    ready: {
      'topic log': () => {
        const { heardAt } = replicas
        if (heardAt !== undefined && clock.now() - heardAt < UNHEARD_MS) return log.reachable()
        return 'the topic log in Redis does not answer'
      },
      database: () =>
        clock.now() - sources.knownAt < UNHEARD_MS ||
        'the database does not answer; clusters stay as they were',
      auth: () => authority.freshness !== 'closed' || 'auth has not been heard; calls are refused',
    },
  })
  const verify = accessTokenVerifier({
    issuer: TOKEN_ISSUER,
    audience: ACCESS_AUDIENCE,
    keyFor: (kid) => keys.keyFor(kid),
    clock,
  })
  const address = clientAddress(config.trustedProxies)
  const refusedAgent = createRefusedAgents({ db, clock, events })
  addRoutes(app, { ...context, verify, authority, address, refusedAgent })
  const server = starting.use(await listen(app, { ...config, drainMs: DRAIN_MS }))
  starting.use(
    openAgentEndpoint(server.server, {
      ...context,
      lines,
      keys: keysOfAgents,
      address,
      refused: refusedAgent,
      isFollowed: (cluster) => registry.clusters.get(cluster)?.source === 'agent',
    }),
  )
  logger.info({ url: server.url, replica }, 'watching')
  const started = starting.move()
  return { url: server.url, replica, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

/** All Topics of a cluster are listed again within this where an edit of their definitions ends their watches. */
const SPREAD_MS = 5_000
/** The topic log and the database answer every second; three times in vain is away. */
const UNHEARD_MS = 4_000
/** The two calls answer at once: nothing is worth a longer stop. */
const DRAIN_MS = 1_000

function openAuthorityOf(
  config: WatcherConfig,
  { keys, logger }: { readonly keys: KeySet; readonly logger: Logger },
): Authority {
  return openAuthority({
    authUrl: config.authInternalUrl,
    serviceToken: config.serviceToken,
    announcements: (signal) => followNotices(config.redisUrl, signal),
    clock: monotonicClock,
    logger,
    keys,
  })
}

function keySetUrl({ authUrl }: WatcherConfig): string {
  return new URL('/.well-known/jwks.json', authUrl).href
}

/**
 * Work that goes on until it is disposed of. What it throws before that is a defect, and nobody catches it: a process that
 * is started anew is better than one that does half of its work and looks well.
 */
function run(work: (signal: AbortSignal) => Promise<unknown>): AsyncDisposable {
  const stop = new AbortController()
  const running = work(stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the watcher stops'))
      await running
    },
  }
}

async function ringAtChanges(
  url: string,
  bells: readonly Bell[],
  signal: AbortSignal,
): Promise<void> {
  for await (const _change of followRegistry(url, signal)) for (const bell of bells) bell.ring()
}
