import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { findRedisServer, startRedis, type TestRedis } from '@argus/testkit/redis'
import { watchStolenTime } from '@argus/testkit/stolen-time'
import { until } from '@argus/testkit/until'
import { afterAll, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { openTopicLogReader } from '../src/follow.ts'
import { openTopicLogWriter, RENEW_MS, type Change } from '../src/publish.ts'
import { DOUBTS } from '../src/standing.ts'
import { topicKeys } from '../src/topic-keys.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { startFollower } from './follower-process.ts'
import { LIVE, Owner, remove, SYNCING, topic, upsert } from './topic.ts'

const ROWS = 1_000
const CHANGED = 100
/** What a repair may take of what the rows hold: Redis frames each of them, and names it in the index before. */
const BYTES = 1.1

const missing = findRedisServer() === undefined
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''
const group = missing ? describe.skip : describe

group(`messages that are lost${reason}`, () => {
  test('because Redis dropped the subscriber are read at once, and little else', async () => {
    await using world = await startWorld()
    const { redis, owner, copy } = world
    const repair = world.measure()
    await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await owner.publish(...some('2'))
    await inStep(copy, owner.position)
    expect(repair.ms()).toBeLessThan(inTime())
    expect(repair.bytes() / (await world.bytesOf(some('2')))).toBeLessThan(BYTES)
    expect(copy.of('snapshot')).toHaveLength(1)
    expect(copy.of('hole')).toHaveLength(1)
    expect(copy.versions).toEqual(await world.stored())
  })

  test('because it kept more for a subscriber than it may are read in their last state alone', async () => {
    await using world = await startWorld()
    const { owner, copy } = world
    {
      using _stalled = world.proxy.pause()
      await world.overflow()
      world.proxy.reset() // What still lay on the way is gone with the connection.
    }
    const repair = world.measure()
    await inStep(copy, owner.position)
    expect(repair.ms()).toBeLessThan(inTime())
    expect(repair.bytes() / (await world.bytesOf(some('any')))).toBeLessThan(BYTES)
    expect(copy.of('snapshot')).toHaveLength(1)
    expect(copy.versions).toEqual(await world.stored())
  })

  test('by a process that was frozen for ten seconds are read when it goes on', async () => {
    await using world = await startWorld()
    const { owner, proxy } = world
    await using follower = await startFollower(world.address, world.prefix)
    await until(() => follower.held?.position?.seq === owner.position.seq, { what: 'a copy' })
    const frozen = performance.now()
    follower.freeze()
    {
      using _stalled = proxy.pause()
      await world.overflow()
      const over = () => performance.now() - frozen > 10_000
      await until(over, { what: 'ten seconds', timeoutMs: 15_000 })
      proxy.reset()
    }
    await inStep(world.copy, owner.position) // The one of this process is not counted.
    const repair = world.measure()
    follower.goOn()
    await until(() => follower.held?.position?.seq === owner.position.seq, { what: 'the repair' })
    expect(repair.ms()).toBeLessThan(inTime())
    expect(repair.bytes() / (await world.bytesOf(some('any')))).toBeLessThan(BYTES)
    expect(follower.held?.versions).toEqual(await world.stored())
  }, 60_000)

  test('with all the rest, because everything was deleted: told within two seconds, then read once', async () => {
    await using world = await startWorld()
    const { redis, copy, writer } = world
    const flushed = performance.now()
    await redis.flushall()
    await until(() => copy.status?.reason === DOUBTS.lost, { what: 'the loss to be told' })
    expect(performance.now() - flushed).toBeLessThan(inTime())
    expect(copy.records.size).toBe(ROWS)
    const repair = world.measure()
    const owner = await Owner.begin(writer, topic, SYNCING)
    await owner.publish(...all('3'))
    expect(copy.versions['ns/row1']).toBe('1')
    await writer.setStatus(owner.lease, LIVE)
    await inStep(copy, owner.position)
    const announced = await world.bytesOf(all('3')) // Each row was announced as well, as ever.
    expect(repair.bytes() / announced - 1).toBeLessThan(BYTES)
    expect(copy.versions).toEqual(await world.stored())
  })

  test('by a replica that became the master: its older state is no step back for long', async () => {
    await using world = await startWorld()
    await using replica = await startRedis({ kind: 'redis-server', settings: QUICK })
    const other = new Redis(replica.url, { disconnectTimeout: 50 })
    await other.replicaof('127.0.0.1', world.server.port)
    const same = async () => {
      const [there, here] = await Promise.all([
        other.hget(world.keys.meta, 'seq'),
        world.redis.hget(world.keys.meta, 'seq'),
      ])
      return there !== null && there === here
    }
    await until(same, { what: 'a copy of everything' })
    await other.replicaof('NO', 'ONE') // What comes now it never hears.
    const { owner, copy, target } = world
    await owner.publish(...some('2'), remove('ns/row999'))
    await inStep(copy, owner.position)
    target.port = replica.port
    const failedOver = performance.now()
    await world.server.kill()
    const older = () => copy.of('snapshot').length === 2
    await until(older, { what: 'the older state' })
    expect(performance.now() - failedOver).toBeLessThan(inTime())
    await using writer = await openTopicLogWriter({ url: replica.url, prefix: world.prefix })
    expect(await writer.publish(owner.lease, owner.position, { time: 1, changes: [] })).toEqual({
      type: 'refused',
      why: 'position',
    })
    const next = new Owner(writer, owner.lease, owner.position)
    await next.startEpoch()
    await next.publish(...some('2'), remove('ns/row999'))
    await inStep(copy, next.position)
    expect(copy.keys).toHaveLength(ROWS - 1)
    expect(copy.versions).toMatchObject({ 'ns/row0': '2', 'ns/row500': '1' })
    other.disconnect()
  })
})

/** Within which whatever was lost is found, on a busy machine too. */
const FOUND_MS = 2_000
/** What a busy machine keeps from everybody is no wait of theirs. */
const stolen = watchStolenTime()
const inTime = (): number => FOUND_MS + stolen.mostWithin(FOUND_MS)
afterAll(() => stolen[Symbol.dispose]())
const QUICK = { 'repl-diskless-sync-delay': '0' }

/** A row of the size that those of Pods have. */
function row(n: number, version: string): Change {
  const change = upsert(`ns/row${n}`, version)
  if (change.type === 'delete') return change
  const cells = [
    '1/1',
    'Running',
    0,
    `10.0.${n % 256}.17`,
    'node-7.example.internal',
    'x'.repeat(300),
  ]
  return { ...change, record: { ...change.record, row: { ...change.record.row, cells } } }
}

function all(version: string): Change[] {
  return Array.from({ length: ROWS }, (_, n) => row(n, version))
}

/** The first of them. */
function some(version: string): Change[] {
  return all(version).slice(0, CHANGED)
}

async function startWorld() {
  await using made = new AsyncDisposableStack()
  const server: TestRedis = made.use(
    await startRedis({
      kind: 'redis-server',
      settings: { ...QUICK, 'client-output-buffer-limit': 'pubsub 256kb 64kb 1' },
    }),
  )
  const target = { port: server.port }
  const proxy = made.use(await startFaultProxy(target))
  const redis = made.adopt(new Redis(server.url, { disconnectTimeout: 50 }), (it) =>
    it.disconnect(),
  )
  redis.on('error', () => {}) // Its server may be killed on purpose.
  const { prefix } = server
  const keys = topicKeys(prefix, topic)
  const address = `redis://127.0.0.1:${proxy.port}`
  const writer = made.use(await openTopicLogWriter({ url: server.url, prefix }))
  const reader = made.use(await openTopicLogReader({ url: address, prefix }))
  const owner = await Owner.begin(writer)
  await owner.publish(...all('1'))
  const renewing = setInterval(
    () => void writer.renew(owner.lease).catch(() => undefined),
    RENEW_MS,
  )
  const stop = new AbortController()
  const copy = new Copy(reader.follow(topic, stop.signal))
  made.defer(async () => {
    clearInterval(renewing)
    stop.abort()
    await copy.ended()
  })
  await inStep(copy, owner.position)
  const kept = made.move()
  return {
    server,
    target,
    proxy,
    redis,
    prefix,
    keys,
    address,
    writer,
    owner,
    copy,
    /** Time and bytes from Redis to whoever follows, from now on. */
    measure() {
      const [since, before] = [performance.now(), proxy.received]
      return { ms: () => performance.now() - since, bytes: () => proxy.received - before }
    },
    /** How much Redis holds for the rows of these Keys. */
    async bytesOf(changes: readonly Change[]): Promise<number> {
      const names = changes.map((it) => (it.type === 'delete' ? it.key : it.record.key))
      const texts = await redis.hmgetBuffer(keys.rows, ...names)
      return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
    },
    async stored(): Promise<{ [key: string]: string }> {
      const rows = Object.entries(await redis.hgetall(keys.rows))
      const version = (text: string) => String(Object(JSON.parse(text))['resourceVersion'])
      return Object.fromEntries(rows.map(([key, text]) => [key, version(text)]))
    },
    /** Changes the same rows again and again, until Redis keeps nobody's subscription any more. */
    async overflow(): Promise<void> {
      for (let version = 2; ; version += 1) {
        await owner.publish(...some(`${version}`))
        const clients = String(await redis.client('LIST', 'TYPE', 'PUBSUB'))
        if (!clients.includes('name=argus-subscribe')) return
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
