import { Redis } from 'ioredis'

import { freePort } from './free-port.ts'
import { startRedis, type TestRedis } from './redis.ts'
import { until } from './until.ts'

/** Three masters and a replica of each, on loopback. */
export interface TestRedisCluster extends AsyncDisposable {
  readonly nodes: readonly TestRedis[]
  /** The node that has the slot of a key now, as the others see it. */
  masterOf(key: string): Promise<TestRedis>
  /** The replica of a master. */
  replicaOf(master: TestRedis): Promise<TestRedis>
  /** Resolves when every slot has a living master, and every node that lives knows that. */
  healthy(): Promise<void>
  /** Asks a node. */
  ask(node: TestRedis, command: string, ...args: (string | number)[]): Promise<unknown>
}

export interface RedisClusterOptions {
  /** A master not heard for so long is taken for dead. */
  readonly nodeTimeoutMs?: number
  /** More lines of each `redis.conf`, by name. */
  readonly settings?: Readonly<Record<string, string>>
  /** What a connection shows, where `settings` ask for a password. */
  readonly password?: string
}

const SLOTS = 16_384
const MASTERS = 3

/** Starts six servers and makes a cluster of them; resolves when it is healthy. Needs redis-server on PATH. */
export async function startRedisCluster(
  options: RedisClusterOptions = {},
): Promise<TestRedisCluster> {
  await using made = new AsyncDisposableStack()
  const start = async (): Promise<TestRedis> =>
    startRedis({
      kind: 'redis-server',
      settings: {
        'cluster-enabled': 'yes',
        'cluster-node-timeout': `${options.nodeTimeoutMs ?? 1_000}`,
        'cluster-port': `${await freePort()}`,
        // A replica that has just begun to copy may take over: in a test masters die young.
        'cluster-replica-validity-factor': '0',
        'cluster-require-full-coverage': 'no',
        'repl-diskless-sync-delay': '0',
        ...options.settings,
      },
    })
  const nodes = await Promise.all(Array.from({ length: 2 * MASTERS }, start))
  for (const node of nodes) made.use(node)
  const ask: TestRedisCluster['ask'] = async (node, command, ...args) => {
    const { password } = options
    const redis = new Redis(node.url, {
      ...(password === undefined ? {} : { password }),
      retryStrategy: null,
      disconnectTimeout: 50,
    })
    redis.on('error', () => {}) // A node that was killed; the question rejects.
    try {
      return await redis.call(command, ...args)
    } finally {
      redis.disconnect()
    }
  }
  const healthy = (): Promise<void> => settled(nodes, ask)
  const topology = async (): Promise<readonly NodeLine[]> =>
    parseNodes(String(await askAny(nodes, ask, 'CLUSTER', 'NODES')))
  const nodeAt = (line: NodeLine | undefined): TestRedis | undefined =>
    nodes.find(({ port }) => port === line?.port)
  await join(nodes, ask)
  await healthy()
  const kept = made.move()
  return {
    nodes,
    ask,
    healthy,
    async masterOf(key) {
      const slot = Number(await askAny(nodes, ask, 'CLUSTER', 'KEYSLOT', key))
      const node = nodeAt(
        (await topology()).find(({ flags, ranges }) => {
          return flags.includes('master') && !flags.includes('fail') && holds(ranges, slot)
        }),
      )
      if (node === undefined) throw new Error(`Nobody has slot ${slot}`)
      return node
    },
    async replicaOf({ port }) {
      const lines = await topology()
      const master = lines.find((line) => line.port === port)
      const replica = nodeAt(lines.find(({ master: of }) => of === master?.id))
      if (replica === undefined) throw new Error('It has no replica')
      return replica
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface NodeLine {
  readonly id: string
  readonly port: number
  readonly flags: string
  /** The id of its master; `-` for a master. */
  readonly master: string
  readonly ranges: readonly string[]
}

function parseNodes(text: string): readonly NodeLine[] {
  return text.split('\n').map((line) => {
    const [id = '', address = '', flags = '', master = '', , , , , ...ranges] = line.split(' ')
    return { id, port: Number(/:(\d+)@/.exec(address)?.[1]), flags, master, ranges }
  })
}

type Ask = TestRedisCluster['ask']

function askAny(nodes: readonly TestRedis[], ask: Ask, ...command: [string, ...string[]]) {
  const living = nodes.find(({ running }) => running)
  if (living === undefined) throw new Error('No node of the cluster lives')
  return ask(living, ...command)
}

function holds(ranges: readonly string[], slot: number): boolean {
  return ranges.some((range) => {
    const [first = '', last = first] = range.split('-')
    return Number(first) <= slot && slot <= Number(last)
  })
}

async function join(nodes: readonly TestRedis[], ask: Ask): Promise<void> {
  const ids: string[] = []
  for (const [i, node] of nodes.entries()) {
    ids.push(String(await ask(node, 'CLUSTER', 'MYID')))
    await ask(node, 'CLUSTER', 'SET-CONFIG-EPOCH', i + 1)
    if (i >= MASTERS) continue
    const first = Math.floor((SLOTS * i) / MASTERS)
    const last = Math.floor((SLOTS * (i + 1)) / MASTERS) - 1
    await ask(node, 'CLUSTER', 'ADDSLOTSRANGE', first, last)
  }
  for (const node of nodes.slice(1)) {
    const { port } = nodes[0] ?? node
    await ask(node, 'CLUSTER', 'MEET', '127.0.0.1', port, await busPort(nodes[0] ?? node, ask))
  }
  for (const [i, node] of nodes.entries()) {
    const master = ids[i - MASTERS]
    if (master === undefined) continue
    const known = async () => String(await ask(node, 'CLUSTER', 'NODES')).includes(master)
    await until(known, { what: 'a replica to know its master' })
    await ask(node, 'CLUSTER', 'REPLICATE', master)
  }
}

async function busPort(node: TestRedis, ask: Ask): Promise<number> {
  const [, port] = Object.values(Object(await ask(node, 'CONFIG', 'GET', 'cluster-port')))
  return Number(port)
}

async function settled(nodes: readonly TestRedis[], ask: Ask): Promise<void> {
  for (const node of nodes.filter(({ running }) => running)) {
    const ok = async () => {
      const info = String(await ask(node, 'CLUSTER', 'INFO'))
      return (
        info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`)
      )
    }
    await until(ok, { what: 'a healthy cluster' })
    const replicating = async () => {
      const info = String(await ask(node, 'INFO', 'replication'))
      return !info.includes('role:slave') || info.includes('master_link_status:up')
    }
    await until(replicating, { what: 'replicas that have copied their masters' })
  }
}
