import { Redis } from 'ioredis'

import { startRedis, type TestRedis } from './redis.ts'
import { until } from './until.ts'

const PASSWORD = 'p@ss:word/1'
const SENTINEL_PASSWORD = 'sentinel-word'

/** A server, and questions to it. */
export interface AskedRedis {
  readonly server: TestRedis
  readonly ask: (command: string, ...args: string[]) => Promise<unknown>
}

/** A master, a replica and three sentinels on loopback, each of which asks for a password. */
export interface TestRedisSentinels extends AsyncDisposable {
  /** As operators give it. */
  readonly url: string
  readonly master: AskedRedis
  readonly replica: AskedRedis
  /** Resolves when the replica has everything. */
  copied(): Promise<void>
}

/** Resolves when the sentinels know each other, and the replica. Needs redis-server on PATH. */
export async function startRedisSentinels(): Promise<TestRedisSentinels> {
  await using made = new AsyncDisposableStack()
  const master = await startAsked({}, made)
  const replica = await startAsked({ replicaof: `127.0.0.1 ${master.server.port}` }, made)
  const copied = () => same(master, replica)
  await copied()
  const lines = [
    `requirepass ${SENTINEL_PASSWORD}`,
    `sentinel sentinel-pass ${SENTINEL_PASSWORD}`,
    `sentinel monitor argus 127.0.0.1 ${master.server.port} 2`,
    `sentinel auth-pass argus ${PASSWORD}`,
    'sentinel down-after-milliseconds argus 1000',
    'sentinel failover-timeout argus 2000',
  ]
  const sentinels = await Promise.all(
    [1, 2, 3].map(() => startRedis({ kind: 'redis-server', sentinel: lines })),
  )
  for (const sentinel of sentinels) made.use(sentinel)
  for (const sentinel of sentinels) await knowsAll(sentinel)
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')
  const kept = made.move()
  return {
    url: `redis-sentinel://default:${encodeURIComponent(PASSWORD)}@${hosts}/argus?sentinel_password=${SENTINEL_PASSWORD}`,
    master,
    replica,
    copied,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function startAsked(
  more: Readonly<Record<string, string>>,
  made: AsyncDisposableStack,
): Promise<AskedRedis> {
  const settings = { requirepass: PASSWORD, masterauth: PASSWORD, 'repl-diskless-sync-delay': '0' }
  const server = made.use(
    await startRedis({ kind: 'redis-server', settings: { ...settings, ...more } }),
  )
  const redis = made.adopt(new Redis(server.url, { password: PASSWORD }), (it) => it.disconnect())
  redis.on('error', () => {}) // Its server is killed on purpose.
  return { server, ask: (command, ...args) => redis.call(command, ...args) }
}

async function same(master: AskedRedis, replica: AskedRedis): Promise<void> {
  const offset = async ({ ask }: AskedRedis) =>
    /master_repl_offset:(\d+)/.exec(String(await ask('INFO', 'replication')))?.[1]
  const up = async () => String(await replica.ask('INFO', 'replication')).includes('status:up')
  const equal = async () => (await up()) && (await offset(master)) === (await offset(replica))
  await until(equal, { what: 'a replica that has everything' })
}

async function knowsAll(sentinel: TestRedis): Promise<void> {
  const redis = new Redis(sentinel.url, { password: SENTINEL_PASSWORD })
  try {
    const knows = async () => {
      const master = String(await redis.call('SENTINEL', 'MASTER', 'argus'))
      return master.includes('num-slaves,1') && master.includes('num-other-sentinels,2')
    }
    await until(knows, { what: 'sentinels that know each other', timeoutMs: 20_000 })
  } finally {
    redis.disconnect()
  }
}
