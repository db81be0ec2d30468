import type { Grant, Permission } from '@argus/contracts/grant'
import type { Topic } from '@argus/contracts/topic'
import { openTopicLogWriter, type OpenTopicLogWriter } from '@argus/bus/publish'
import { findRedisServer, startRedis, type TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { describe } from '@jest/globals'

import type { Room } from '../../src/admission/turnstile.ts'
import type { Clock } from '../../src/clock.ts'
import { startGateway, type Gateway, type Overrides } from '../../src/service.ts'
import { connect, type TestClient } from './client.ts'
import { startFakeAuth, SERVICE_TOKEN, type FakeAuth, type Login } from './fake-auth.ts'
import { openTopic, type HandOptions, type TopicHand } from './topic-hand.ts'

/** Tests of the whole gateway need a real Redis. */
export const describeWithRedis =
  findRedisServer() === undefined
    ? (name: string, tests: () => void) =>
        describe.skip(`${name} (skipped: no redis-server)`, tests)
    : describe

/** Nothing here is refused for want of room, unless a test says how much there is. */
const ROOMY: Room = {
  socketsPerAddress: 10_000,
  socketsPerUser: 10_000,
  socketsBeforeHello: 10_000,
  handshakesPerSecond: 100_000,
  readsPerSecond: 10_000,
}

export const ORIGIN = 'https://argus.example.org'

/** A gateway, and what it stands on: a Redis of its own, written as a watcher would, and a small auth. */
export interface Rig extends AsyncDisposable {
  readonly redis: TestRedis
  readonly auth: FakeAuth
  readonly writer: OpenTopicLogWriter
  readonly gateway: Gateway
  /** Another process' worth of gateway on the same Redis and auth. */
  another(overrides?: Overrides): Promise<Gateway>
  topic(topic: Topic, options?: Omit<HandOptions, 'writer'>): Promise<TopicHand>
  cluster(...ids: string[]): Promise<void>
  /** A client that has been welcomed. */
  client(login: Login, where?: { url?: string; before?: TestClient }): Promise<TestClient>
}

export interface RigOptions extends Overrides {
  readonly clock?: Clock
  readonly room?: Partial<Room>
  readonly trustedProxies?: readonly string[]
  readonly readsPerAddress?: number
}

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  await using resources = new AsyncDisposableStack()
  const redis = resources.use(await startRedis({ kind: 'redis-server' }))
  const clock = options.clock ?? { now: () => Date.now() }
  const auth = resources.use(await startFakeAuth(redis.url, clock))
  const writer = resources.use(await openTopicLogWriter({ url: redis.url }))
  const { room, trustedProxies = [], readsPerAddress = 100_000, ...rest } = options
  const start = async (overrides: Overrides = {}): Promise<Gateway> => {
    const gateway = await startGateway(
      {
        host: '127.0.0.1',
        port: 0,
        sharedPort: false,
        redisUrl: redis.url,
        authUrl: auth.url,
        authInternalUrl: auth.url,
        serviceToken: SERVICE_TOKEN,
        allowedOrigins: [ORIGIN],
        trustedProxies,
        room: { ...ROOMY, ...room },
        readsPerAddress,
        logLevel: 'silent',
      },
      { graceMs: 0, ...rest, ...overrides },
    )
    await until(async () => (await fetch(`${gateway.url}/readyz`)).ok, { what: 'a ready gateway' })
    return gateway
  }
  await writer.putCluster('alpha', { name: 'Alpha', labels: {}, state: 'live' })
  const gateway = resources.use(await start())
  const kept = resources.move()
  return {
    redis,
    auth,
    writer,
    gateway,
    async another(overrides) {
      return kept.use(await start(overrides))
    },
    async topic(topic, rest = {}) {
      return kept.use(await openTopic(topic, { writer, ...rest }))
    },
    async cluster(...ids) {
      for (const id of ids) await writer.putCluster(id, { name: id, labels: {}, state: 'live' })
    },
    async client(login, { url = gateway.url, ...rest } = {}) {
      const client = kept.use(await connect(url, { origin: ORIGIN, ...rest }))
      return client.hello(login.token())
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

export const THINGS = (cluster = 'alpha'): Topic => ({
  cluster,
  group: 'example.org',
  version: 'v1',
  resource: 'things',
})

const ALL: readonly Permission[] = [{ apiGroup: '*', resource: '*', verb: '*' }]

/** A grant of everything, in a scope. */
export function everything(cluster: string | null = null, namespace: string | null = null): Grant {
  return { role: 'viewer', cluster, namespace, permissions: [...ALL] }
}
