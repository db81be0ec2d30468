import { openTopicLogWriter } from '@argus/bus/publish'
import { topicKey, type Topic } from '@argus/contracts/topic'
import { deafen } from '@argus/testkit/deafen'
import { freePort } from '@argus/testkit/free-port'
import { startRedisCluster } from '@argus/testkit/redis-cluster'
import { startRedisSentinels } from '@argus/testkit/redis-sentinels'
import { watchStolenTime } from '@argus/testkit/stolen-time'
import { until } from '@argus/testkit/until'
import { afterAll, expect, it } from '@jest/globals'

import { connect } from './rig/client.ts'
import { startFakeAuth } from './rig/fake-auth.ts'
import { startGatewayProcess } from './rig/gateway-process.ts'
import { describeWithRedis, everything, ORIGIN, THINGS } from './rig/rig.ts'
import { Shelf } from './rig/shelf.ts'

/** Rows of each Topic, and how many of them change. */
const [ROWS, CHANGED] = [60, 20]
/** Within which a client is told that a master died, and has everything that was written since there is another. */
const FOUND_MS = 2_000
/** What a busy machine keeps from everybody is no wait of theirs. */
const stolen = watchStolenTime()
const inTime = (): number => FOUND_MS + stolen.mostWithin(FOUND_MS)
afterAll(() => stolen[Symbol.dispose]())
const PASSWORD = 'p@ss:word/1'

describeWithRedis('a client of a gateway whose Redis fails over', () => {
  it('behind sentinels, to a replica that had not heard all: is told, and has the truth when it is written', async () => {
    await using redis = await startRedisSentinels()
    await using world = await startWorld(redis.url, [THINGS()])
    const [held] = world.held
    if (held === undefined) throw new Error('no Topic')
    await redis.copied()
    await deafen(redis.replica.ask)
    await held.change(2)
    await world.whole()

    const died = performance.now()
    await redis.master.server.kill()
    await until(held.stale, { what: 'to be told' })
    expect(performance.now() - died).toBeLessThan(inTime())
    await held.writeOn(3)
    const written = performance.now()
    await world.whole()
    expect(performance.now() - written).toBeLessThan(inTime())
    // And what comes next is told as ever.
    await held.change(4)
    await world.whole()
    world.expectNoFaults()
  }, 60_000)

  it('in a cluster, where one master dies and its replica had not heard all: other Topics go on, and none is wrong', async () => {
    await using cluster = await startRedisCluster({
      settings: { requirepass: PASSWORD, masterauth: PASSWORD },
      password: PASSWORD,
    })
    const hosts = cluster.nodes.slice(0, 2).map(({ port }) => `127.0.0.1:${port}`)
    const url = `redis-cluster://default:${encodeURIComponent(PASSWORD)}@${hosts.join(',')}`
    // Enough that each master has some.
    const topics = Array.from({ length: 9 }, (_, i) => ({ ...THINGS(), resource: `things${i}` }))
    await using world = await startWorld(url, topics)
    const masters = await Promise.all(
      topics.map((topic) => cluster.masterOf(`argus:{${topicKey(topic)}}:meta`)),
    )
    expect(new Set(masters).size).toBe(3)
    const [dying] = masters
    if (dying === undefined) throw new Error('no master')
    const replica = await cluster.replicaOf(dying)
    await deafen((command, ...args) => cluster.ask(replica, command, ...args))
    for (const held of world.held) await held.change(2)
    await world.whole()

    const died = performance.now()
    await dying.kill()
    const [hit, spared] = [true, false].map((dead) =>
      world.held.filter((_, i) => (masters[i] === dying) === dead),
    )
    for (const held of spared ?? []) await held.change(3)
    await until(() => spared?.every((held) => held.whole()), { what: 'what others have' })
    await until(() => hit?.every((held) => held.stale()), { what: 'to be told' })
    expect(performance.now() - died).toBeLessThan(inTime())
    expect(spared?.filter((held) => held.stale())).toEqual([])
    for (const held of hit ?? []) await held.writeOn(3)
    const written = performance.now()
    await world.whole()
    expect(performance.now() - written).toBeLessThan(inTime())
    for (const held of world.held) await held.change(4)
    await world.whole()
    world.expectNoFaults()
  }, 60_000)
})

/** A gateway process, and a client that follows some Topics, on a Redis that may die. */
async function startWorld(redisUrl: string, topics: readonly Topic[]) {
  await using made = new AsyncDisposableStack()
  const auth = made.use(await startFakeAuth(redisUrl, { now: () => Date.now() }))
  const writer = made.use(await openTopicLogWriter({ url: redisUrl }))
  const shelves = await Promise.all(topics.map((it) => Shelf.open(writer, undefined, it)))
  for (const shelf of shelves) made.use(shelf.keepRenewing())
  const port = await freePort()
  const gateway = { redis: { url: redisUrl }, auth }
  made.use(await startGatewayProcess(gateway, { ARGUS_GATEWAY_PORT: `${port}` }))
  const url = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${url}/readyz`)).ok, { what: 'a ready gateway' })
  const client = made.use(await connect(url, { origin: ORIGIN }))
  await client.hello(auth.login([everything()]).token())
  const held = await Promise.all(
    topics.map(async ({ cluster, group, resource }, i) => {
      const shelf = shelves[i]
      if (shelf === undefined) throw new Error('no shelf')
      await shelf.put(1, [0, ROWS])
      await client.subscribe({ id: `s${i}`, topic: { cluster, group, resource } })
      return heldOf(shelf, () => client.model.viewsOf(`s${i}`)[0])
    }),
  )
  const kept = made.move()
  return {
    held,
    /** Waits until the client has exactly what was written. */
    async whole(): Promise<void> {
      await until(() => held.every((it) => it.whole()), { what: 'all of what was written' })
    },
    /** But that rows go back to where the replica had them: for a moment that is the truth, and it is told step by step. */
    expectNoFaults(): void {
      const faults = client.model.faults.filter((fault) => !fault.endsWith('went back from 2 to 1'))
      expect([faults, client.code]).toEqual([[], undefined])
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

type View = ReturnType<Awaited<ReturnType<typeof connect>>['model']['viewsOf']>[number]

/** A Topic from both ends: its rows as they were written, and as the client has them. */
function heldOf(shelf: Shelf, view: () => View | undefined) {
  const versions = new Map(Array.from({ length: ROWS }, (_, n) => [`ns/row${n}`, '1']))
  const change = async (version: number): Promise<void> => {
    // The row after the changed ones goes: each version has one less.
    const gone = `ns/row${ROWS - version}`
    await shelf.put(version, [0, CHANGED], [gone])
    versions.delete(gone)
    for (let n = 0; n < CHANGED; n += 1) versions.set(`ns/row${n}`, `${version}`)
  }
  return {
    change,
    /** Waits for another master, and writes there what there is, as a watcher does: all of it where something was lost. */
    async writeOn(version: number): Promise<void> {
      const stands = await until(() => shelf.goOn(), {
        what: 'another master',
        // Sentinels that vote for one another at the same moment vote again after a while.
        timeoutMs: 30_000,
      })
      expect(stands).toBe('anew')
      await shelf.put(1, [CHANGED, ROWS])
      const gone = Array.from({ length: ROWS }, (_, n) => `ns/row${n}`)
      await shelf.put(
        version - 1,
        [0, CHANGED],
        gone.filter((key) => !versions.has(key)),
      )
      await change(version)
    },
    whole(): boolean {
      const { header, items } = view() ?? {}
      if (header?.status.state !== 'live' || items?.size !== versions.size) return false
      return [...items].every(([key, { cells }]) => versions.get(key) === cells[0])
    },
    stale: (): boolean => view()?.header.status.state === 'stale',
  }
}
