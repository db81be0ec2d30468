import { setTimeout as delay } from 'node:timers/promises'

import { openTopicLogWriter } from '@argus/bus/publish'
import { topicKey } from '@argus/contracts/topic'
import { askRedis } from '@argus/testkit/ask-redis'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { freePort } from '@argus/testkit/free-port'
import { startRedis } from '@argus/testkit/redis'
import { watchStolenTime } from '@argus/testkit/stolen-time'
import { until } from '@argus/testkit/until'
import { afterAll, expect, it } from '@jest/globals'
import { connect, type TestClient } from './rig/client.ts'
import { startFakeAuth } from './rig/fake-auth.ts'
import { startGatewayProcess } from './rig/gateway-process.ts'
import { describeWithRedis, everything, ORIGIN, THINGS } from './rig/rig.ts'
import { Shelf } from './rig/shelf.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }
const ROWS = 1_000
const CHANGED = 100
/** What a repair may take on a wire, of what the changed rows take as such. */
const BYTES = 1.1
/** Within which whatever was lost is found and repaired, on a busy machine too. */
const FOUND_MS = 2_000
/** What a busy machine keeps from everybody is no wait of theirs. */
const stolen = watchStolenTime()
const inTime = (): number => FOUND_MS + stolen.mostWithin(FOUND_MS)
afterAll(() => stolen[Symbol.dispose]())

describeWithRedis('what the bus loses, clients of a gateway have soon, and little else', () => {
  it('because Redis dropped the gateway', async () => {
    await using world = await startWorld()
    const repair = world.measure()
    await askRedis(world.redis, 'CLIENT', 'KILL', 'TYPE', 'pubsub')
    await world.shelf.put(2, [0, CHANGED])
    await world.haveRows(2)
    await expectSmall(repair(), world)
    world.expectNoFaults()
  })

  it('because Redis kept more for it than it may', async () => {
    await using world = await startWorld()
    const { proxy } = world
    let version: number
    {
      using _stalled = proxy.pause()
      version = await world.overflow(() => true)
      proxy.reset() // What still lay on the way is gone with the connection.
    }
    const repair = world.measure()
    await world.haveRows(version)
    await expectSmall(repair(), world)
    world.expectNoFaults()
  })

  it('because its process was frozen for ten seconds while everything went on', async () => {
    await using world = await startWorld()
    const { gateway, proxy } = world
    let version: number
    gateway.freeze()
    {
      using _stalled = proxy.pause()
      const frozen = performance.now()
      version = await world.overflow(() => performance.now() - frozen > 10_000)
      proxy.reset()
    }
    const repair = world.measure()
    gateway.goOn()
    await world.haveRows(version)
    await expectSmall(repair(), world)
    const late = await world.client()
    expect(late.model.items.get('alpha:ns/row0')?.cells[0]).toBe(`${version}`)
    world.expectNoFaults()
  }, 60_000)

  it('because Redis began empty: it says so, and when all is written again clients get what differs', async () => {
    await using world = await startWorld()
    const { measured } = world
    await world.redis.restart()
    const lost = performance.now()
    await until(() => measured.of('status').some(({ state }) => state === 'stale'), {
      what: 'the loss to be told',
    })
    // That it could not be asked comes first; when it answers, that it has nothing.
    const lostAll = () =>
      measured.of('status').some(({ reason }) => reason?.includes('has lost this'))
    await until(lostAll, { what: 'what happened to be told' })
    expect(performance.now() - lost).toBeLessThan(inTime())
    expect(measured.model.items.size).toBe(ROWS)
    const shelf = await until(() => Shelf.open(world.writer, { state: 'syncing', since: 1 }), {
      what: 'a Topic to write again',
    })
    await shelf.put(1, [CHANGED, ROWS - 1])
    await shelf.put(2, [0, CHANGED])
    const repair = world.measure()
    await shelf.setLive()
    await world.haveRows(2)
    const { ms, toClient } = repair()
    expect(ms).toBeLessThan(inTime())
    expect(toClient / (await world.sizes()).items).toBeLessThan(BYTES)
    expect(measured.model.items.has(`alpha:ns/row${ROWS - 1}`)).toBe(false)
    expect(measured.of('snapshot').filter(({ first }) => first)).toHaveLength(1)
    const keys = measured.of('events').flatMap(({ events }) => events.map(({ key }) => key))
    expect(keys.length).toBe(CHANGED + 1)
    world.expectNoFaults()
  })
})

interface Repair {
  readonly ms: number
  readonly toGateway: number
  readonly toClient: number
}

/** That a repair was over in time, and took on both wires hardly more than what changed. */
async function expectSmall(
  { ms, toGateway, toClient }: Repair,
  world: { sizes(): Promise<{ readonly stored: number; readonly items: number }> },
): Promise<void> {
  const { stored, items } = await world.sizes()
  expect(ms).toBeLessThan(inTime())
  expect(toGateway / stored).toBeLessThan(BYTES)
  expect(toClient / items).toBeLessThan(BYTES)
}

/** A gateway process whose Redis, and one of whose two clients, are behind a proxy that counts. */
async function startWorld() {
  await using made = new AsyncDisposableStack()
  const redis = made.use(
    await startRedis({
      kind: 'redis-server',
      settings: { 'client-output-buffer-limit': 'pubsub 256kb 64kb 1' },
    }),
  )
  const proxy = made.use(await startFaultProxy({ port: redis.port }))
  const auth = made.use(await startFakeAuth(redis.url, { now: () => Date.now() }))
  const writer = made.use(await openTopicLogWriter({ url: redis.url }))
  const shelf = await Shelf.open(writer)
  await shelf.put(1, [0, ROWS])
  made.use(shelf.keepRenewing())
  const port = await freePort()
  const behind = { redis: { url: `redis://127.0.0.1:${proxy.port}` }, auth }
  const gateway = made.use(await startGatewayProcess(behind, { ARGUS_GATEWAY_PORT: `${port}` }))
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  await until(ready, { what: 'a ready gateway' })
  const front = made.use(await startFaultProxy({ port }))
  const login = auth.login([everything()])
  const clients: TestClient[] = []
  const kept = made.move()
  const client = async (at = port): Promise<TestClient> => {
    const it = kept.use(await connect(`http://127.0.0.1:${at}`, { origin: ORIGIN }))
    clients.push(it)
    await it.hello(login.token())
    await it.subscribe({ id: 's', topic: things })
    return it
  }
  const measured = await client(front.port)
  await client()
  return {
    redis,
    proxy,
    writer,
    shelf,
    gateway,
    measured,
    client,
    /** Time, and bytes on both wires, from now on until it is asked. */
    measure() {
      const [since, before, beforeFront] = [performance.now(), proxy.received, front.received]
      return () => ({
        ms: performance.now() - since,
        toGateway: proxy.received - before,
        toClient: front.received - beforeFront,
      })
    },
    /** What the first rows take as such: stored, and as Items. */
    async sizes() {
      const keys = Array.from({ length: CHANGED }, (_, n) => `ns/row${n}`)
      const rows = `argus:{${topicKey(THINGS())}}:rows`
      const stored = await askRedis(redis, 'HMGET', rows, ...keys)
      const items = keys.map((key) => measured.model.items.get(`alpha:${key}`))
      return { stored: bytes(stored), items: bytes(items.map((it) => JSON.stringify(it))) }
    },
    /** Waits until every client has the first rows in a version. */
    async haveRows(version: number): Promise<void> {
      const has = ({ model }: TestClient) =>
        Array.from({ length: CHANGED }, (_, n) => model.items.get(`alpha:ns/row${n}`)).every(
          (item) => item?.cells[0] === `${version}`,
        )
      await until(() => clients.every(has), { what: `version ${version} everywhere` })
    },
    /** Changes the same rows at a steady rate, until Redis keeps no subscription any more and it is enough. */
    async overflow(enough: () => boolean): Promise<number> {
      for (let version = 2; ; version += 1) {
        await shelf.put(version, [0, CHANGED])
        const subscribed = String(await askRedis(redis, 'CLIENT', 'LIST', 'TYPE', 'PUBSUB'))
        if (!subscribed.includes('name=argus-subscribe') && enough()) return version
        await delay(5) // The rate.
      }
    },
    expectNoFaults(): void {
      for (const { model, code } of clients) expect([model.faults, code]).toEqual([[], undefined])
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function bytes(texts: unknown): number {
  if (!Array.isArray(texts)) throw new Error('no texts')
  return texts.reduce((sum: number, text) => sum + Buffer.byteLength(String(text)), 0)
}
