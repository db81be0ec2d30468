import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { openTopicLogReader } from '@argus/bus/follow'
import { migrate } from '@argus/db/migrate'
import { topicKey, type ResourceRef, type Topic } from '@argus/contracts/topic'
import { recordSchema, type Record } from '@argus/contracts/record'
import { kubeconfigFor, type KubeconfigServer } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer, type FakeApiServer } from '@argus/fake-api-server/server'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import type { TestRedis } from '@argus/testkit/redis'
import { Redis } from 'ioredis'

import { systemClock, type Clock } from '../src/clock.ts'
import type { WatcherConfig } from '../src/config.ts'
import { startWatcher, type Watcher } from '../src/service.ts'
import { SERVICE_TOKEN, startAuthService, type AuthService } from './auth-service.ts'
import { definition, RESOURCES } from './custom-resources.ts'
import { startOwnRedis } from './own-redis.ts'

/** All that a watcher stands between: clusters, a Redis and a database of its own, auth, and a kubeconfig. */
export interface Stand extends AsyncDisposable {
  readonly redis: TestRedis
  readonly database: TestDatabase
  readonly auth: AuthService
  readonly kubeconfig: string
  /** Writes the kubeconfig anew, with a context for each of these. */
  follow(...servers: readonly KubeconfigServer[]): Promise<void>
  /** A cluster, with every definition of the plugins unless told otherwise. */
  addCluster(
    name: string,
    options?: { readonly empty?: boolean; readonly watchList?: boolean },
  ): Promise<FakeApiServer>
  /** A watcher in this process; one of its variables, or its clock, may be another than usual. */
  start(replica?: string, other?: Partial<WatcherConfig>, clock?: Clock): Promise<Watcher>
  /** A watcher in a process of its own, to be killed or frozen. */
  spawn(replica: string): ChildProcess
  /** The same, telling all that it can, or another program of this app; `output` is what it has written so far. */
  spawnLogged(
    replica: string,
    other?: Partial<WatcherConfig>,
    main?: string,
  ): { output(): string; readonly child: ChildProcess }
  /** Somebody asks for a resource of a cluster, as a gateway does. */
  want(ref: ResourceRef): Promise<void>
  /** What the topic log holds. */
  rows(topic: Topic): Promise<ReadonlyMap<string, Record>>
  object(topic: Topic, key: string): Promise<unknown>
  meta(topic: Topic): Promise<{ readonly [field: string]: string }>
  holder(topic: Topic): Promise<string | null>
  /** A connection for whatever else a test asks. */
  readonly raw: Redis
}

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** Simulated clusters are on this machine. */
const LOOPBACK = { address: '127.0.0.0', prefix: 8, family: 'ipv4' } as const

/** Retries, lists and hand-overs that are spread over seconds need not be, in a test. */
const QUICK = {
  spreadMs: 100,
  informer: { backoff: { firstMs: 50, capMs: 400, resetMs: 60_000 }, spreadMs: 50, recheckMs: 300 },
}

export async function startStand(): Promise<Stand> {
  await using made = new AsyncDisposableStack()
  const redis = made.use(await startOwnRedis())
  const auth = made.use(await startAuthService())
  const database = made.use(await createDatabase({ migrate: (url) => migrate(url, MIGRATIONS) }))
  const keyEncryptionKey = randomBytes(32)
  const folder = await mkdtemp(join(tmpdir(), 'argus-watcher-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const kubeconfig = join(folder, 'kubeconfig')
  const raw = new Redis(redis.url, { retryStrategy: () => 100 })
  raw.on('error', () => {}) // A test that stops Redis expects it to be away.
  made.defer(() => raw.disconnect())
  const reader = made.use(await openTopicLogReader({ url: redis.url }))
  const config = (replica: string): WatcherConfig => ({
    host: '127.0.0.1',
    port: 0,
    redisUrl: redis.url,
    databaseUrl: database.url,
    keyEncryptionKey,
    previousKeyEncryptionKeys: [],
    kubeconfig,
    clusterSecrets: undefined,
    inCluster: undefined,
    pluginsDir: undefined,
    addresses: { allowed: [LOOPBACK], refused: [] },
    authUrl: auth.url,
    authInternalUrl: auth.url,
    serviceToken: SERVICE_TOKEN,
    trustedProxies: [],
    secrets: 'never',
    replica,
    logLevel: 'silent',
  })
  const kept = made.move()
  const spawnKept = (chosen: WatcherConfig, main?: string): ChildProcess => {
    const child = spawnWatcher(chosen, main)
    kept.defer(async () => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    })
    return child
  }
  return {
    redis,
    database,
    auth,
    kubeconfig,
    raw,
    follow: (...servers) => writeFile(kubeconfig, kubeconfigFor(servers)),
    async addCluster(name, { empty = false, watchList = true } = {}) {
      const options = { name, watchList, bookmarkIntervalMs: 1_000 }
      const server = kept.use(await startFakeApiServer(options))
      if (!empty) for (const { resource } of RESOURCES) server.store.defineCrd(definition(resource))
      return server
    },
    async start(replica = 'one', other = {}, clock = systemClock) {
      const chosen = { ...config(replica), ...other }
      return kept.use(await startWatcher(chosen, { timing: QUICK, clock }))
    },
    spawn(replica) {
      const child = spawnKept(config(replica))
      child.stdout?.resume()
      return child
    },
    spawnLogged(replica, other = {}, main?: string) {
      const child = spawnKept({ ...config(replica), ...other, logLevel: 'trace' }, main)
      let text = ''
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      return { output: () => text, child }
    },
    want: (ref) => reader.want([ref]),
    async rows(topic) {
      const stored = await raw.hgetall(`argus:{${topicKey(topic)}}:rows`)
      const records = Object.entries(stored).map(
        ([key, text]) => [key, recordSchema.parse(JSON.parse(text))] as const,
      )
      return new Map(records)
    },
    async object(topic, key) {
      const stored = await raw.hget(`argus:{${topicKey(topic)}}:objects`, key)
      return stored === null ? undefined : JSON.parse(stored.slice(stored.indexOf(' ') + 1))
    },
    meta: (topic) => raw.hgetall(`argus:{${topicKey(topic)}}:meta`),
    holder: (topic) => raw.get(`argus:{${topicKey(topic)}}:lease`),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function spawnWatcher(config: WatcherConfig, main = MAIN): ChildProcess {
  const env = {
    PATH: process.env['PATH'],
    ARGUS_WATCHER_PORT: '0',
    REDIS_URL: config.redisUrl,
    DATABASE_URL: config.databaseUrl,
    ARGUS_KEY_ENCRYPTION_KEY: config.keyEncryptionKey.toString('base64'),
    ARGUS_KUBECONFIG: config.kubeconfig,
    ARGUS_ALLOWED_CLUSTER_ADDRESSES: '127.0.0.0/8',
    ARGUS_AUTH_URL: config.authUrl,
    ARGUS_AUTH_INTERNAL_URL: config.authInternalUrl,
    ARGUS_SERVICE_TOKEN: config.serviceToken,
    ARGUS_SECRETS: config.secrets,
    ARGUS_REPLICA: config.replica ?? '',
    LOG_LEVEL: config.logLevel,
  }
  return spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}
