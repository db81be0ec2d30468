import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PluginResource } from '@argus/contracts/plugin-manifest'
import { topicKey, type Topic } from '@argus/contracts/topic'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import { migrate } from '@argus/db/migrate'
import { createDatabase } from '@argus/testkit/database'
import { startRedis, type TestRedis } from '@argus/testkit/redis'
import { Redis } from 'ioredis'

import { definitionOf, followedKinds, VERSION } from './kinds.ts'
import { startWatcherProcess, type WatcherProcess } from './watcher-process.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../migrations')

/** A Topic that is followed, and where its truth is. */
export interface FleetTopic {
  readonly topic: Topic
  readonly key: string
  readonly kind: PluginResource
  readonly server: FakeApiServer
}

/** Simulated clusters, a Redis of their own, and as many watcher replicas as are started. */
export interface Fleet extends AsyncDisposable {
  readonly redis: TestRedis
  /** A connection for questions. */
  readonly ask: Redis
  readonly servers: readonly FakeApiServer[]
  readonly topics: readonly FleetTopic[]
  start(replica: string): Promise<WatcherProcess>
  /** Which replica holds each Topic, by key. */
  holders(): Promise<ReadonlyMap<string, string>>
}

export async function startFleet(size: {
  readonly clusters: number
  readonly kinds: number
}): Promise<Fleet> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'argus-fleet-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const redis = made.use(await startRedis({ kind: 'redis-server' }))
  const { url: databaseUrl } = made.use(
    await createDatabase({ migrate: (url) => migrate(url, MIGRATIONS) }),
  )
  const ask = new Redis(redis.url)
  made.defer(() => ask.disconnect())
  const kinds = followedKinds(size.kinds)
  const servers: FakeApiServer[] = []
  for (let i = 0; i < size.clusters; i += 1) {
    // As a real server: a bookmark a minute. The history is short, so that a long absence costs a list.
    const server = made.use(await startFakeApiServer({ name: `cluster-${i}`, historySize: 2_000 }))
    for (const kind of kinds) server.store.defineCrd(definitionOf(kind))
    servers.push(server)
  }
  const topics = servers.flatMap((server) =>
    kinds.map((kind): FleetTopic => {
      const { group, resource } = kind
      const topic = { cluster: server.name, group, version: VERSION, resource }
      return { topic, key: topicKey(topic), kind, server }
    }),
  )
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor(servers))
  const kept = made.move()
  return {
    redis,
    ask,
    servers,
    topics,
    start: async (replica) =>
      kept.use(
        await startWatcherProcess({ replica, redisUrl: redis.url, databaseUrl, kubeconfig }),
      ),
    async holders() {
      const leases = await ask.mget(topics.map(({ key }) => `argus:{${key}}:lease`))
      const held = topics.flatMap(({ key }, i): [string, string][] => {
        const holder = leases[i]?.split(' ')[0]
        return holder === undefined ? [] : [[key, holder]]
      })
      return new Map(held)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
