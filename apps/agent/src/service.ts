import { readFile } from 'node:fs/promises'

import { openApiServer, type ApiServer, type ApiServerOptions } from '@argus/informer/api-server'
import { loadKubeconfig } from '@argus/informer/credential'
import { serviceAccountAccess } from '@argus/informer/service-account'
import type { ClusterAccess } from '@argus/informer/cluster-access'
import { createApp, listen } from '@argus/service-kit/http-server'
import { createMetrics } from '@argus/service-kit/metrics'

import { systemClock, type Clock } from './clock.ts'
import { ClusterDesk } from './cluster/cluster-desk.ts'
import type { AgentConfig } from './config.ts'
import { createEvents } from './events.ts'
import { fileStore } from './identity/file-store.ts'
import type { IdentityStore } from './identity/identity.ts'
import { Keeper } from './identity/keeper.ts'
import { identify } from './identity/register.ts'
import { secretStore } from './identity/secret-store.ts'
import { agentLogger } from './logger.ts'
import { Topics, type AdjustInformer } from './topics/topics.ts'
import { Uplink } from './uplink/uplink.ts'
import { VERSION } from './version.ts'

/** A running agent. Disposing of it closes its line and stops its informers. */
export interface Agent extends AsyncDisposable {
  /** Of its health port. */
  readonly url: string
  readonly cluster: string
}

/** What a test may bring along. */
export interface AgentOverrides {
  readonly clock?: Clock
  readonly random?: () => number
  readonly api?: ApiServerOptions
  readonly adjust?: AdjustInformer
  readonly rotateAfterMs?: number
  readonly store?: IdentityStore
  readonly signal?: AbortSignal
}

/** A key becomes this old; whoever copied it has it for no longer. */
const ROTATE_AFTER_MS = 7 * 24 * 60 * 60_000

/** Starts the whole agent; rejects where it can neither be identified nor registered, or its cluster is not named. */
export async function startAgent(
  config: AgentConfig,
  overrides: AgentOverrides = {},
): Promise<Agent> {
  const { clock = systemClock, random = Math.random, adjust, signal } = overrides
  await using starting = new AsyncDisposableStack()
  const logger = agentLogger(config.logLevel)
  const metrics = createMetrics('agent')
  const events = createEvents(metrics, logger)
  const api: ApiServer = starting.use(
    openApiServer(accessOf(config), { userAgent: 'argus-agent', ...overrides.api }),
  )
  const store = overrides.store ?? storeOf(config)
  const ca = config.caFile === undefined ? undefined : await readFile(config.caFile, 'utf8')
  const address = { url: config.url, ca, proxyEnv: config.proxyEnv }

  const over = new AbortController()
  const ending = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  let state = (): true | string => 'the agent has not registered yet'
  let silence = (): true | string => 'it was not asked yet'
  const app = createApp({
    metrics,
    ready: { watcher: () => state(), 'API server': () => silence() },
  })
  const server = starting.use(await listen(app, { ...config, drainMs: 0 }))
  const identity = await identify({
    store,
    address,
    token: config.token,
    clock,
    onFailure: events.unregistered,
    signal: ending,
  })
  const { rotateAfterMs = ROTATE_AFTER_MS } = overrides
  const keeper = new Keeper(identity, { store, clock, events, rotateAfterMs })
  const cluster = new ClusterDesk({ api, clock, events })
  const topics = starting.use(new Topics({ api, secrets: config.secrets, clock, adjust, events }))
  const parts = { address, keeper, topics, cluster, clock, random, events, version: VERSION }
  const uplink = new Uplink(parts)
  silence = () => cluster.silence ?? true
  state = () => {
    const { phase } = uplink.state
    if (phase === 'open') return true
    return 'reason' in uplink.state ? uplink.state.reason : 'the line is being dialled'
  }
  // A defect of these nobody catches: a process that is started anew is better than one that only looks well.
  const running = [cluster.run(ending), uplink.run(ending)].map((work) =>
    work.catch((error: unknown) => {
      if (!ending.aborted) throw error
    }),
  )
  starting.defer(async () => {
    over.abort(new Error('the agent stops'))
    await Promise.all(running)
  })
  logger.info({ cluster: identity.cluster, url: server.url }, 'following')
  const started = starting.move()
  return {
    url: server.url,
    cluster: identity.cluster,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

function accessOf({ cluster }: AgentConfig): ClusterAccess {
  if (cluster.type === 'in-cluster') return serviceAccountAccess(cluster)
  const contexts = loadKubeconfig(cluster.path)
  const named = contexts.filter(
    ({ context }) => cluster.context === undefined || context === cluster.context,
  )
  const [one, ...more] = named
  if (one !== undefined && more.length === 0) return one.access
  const names = contexts.map(({ context }) => context).join(', ')
  throw new Error(
    `ARGUS_CONTEXT: name one context of ${cluster.path}, which an agent follows one of: ${names}`,
  )
}

function storeOf({ keyPlace, cluster }: AgentConfig): IdentityStore {
  if (keyPlace.type === 'file') return fileStore(keyPlace.path)
  if (cluster.type === 'in-cluster') return secretStore({ account: cluster, name: keyPlace.name })
  throw new Error('ARGUS_AGENT_KEY_FILE: name the file in which the agent keeps its key')
}
