import { setTimeout as delay } from 'node:timers/promises'

import { openTopicLogWriter } from '@argus/bus/publish'
import { freePort } from '@argus/testkit/free-port'
import { startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { dial } from './conformance/raw-peer.ts'
import { encode, Opcode } from './conformance/wire.ts'
import { connect, type TestClient } from './rig/client.ts'
import { startFakeAuth } from './rig/fake-auth.ts'
import { startGatewayProcess } from './rig/gateway-process.ts'
import { startPlainWs } from './rig/plain-ws.ts'
import { resident } from './rig/resident.ts'
import { describeWithRedis, everything, ORIGIN } from './rig/rig.ts'
import { scrape } from './rig/scrape.ts'
import { Shelf } from './rig/shelf.ts'

const MIB = 1_048_576
const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('memory of a gateway process', () => {
  it('G-20 under a flood of fragments grows by a small part of what a plain server holds', async () => {
    await using world = await startWorld()
    await using plain = await startPlainWs()
    const ours = await flooded(world, (peer) => peer.hello(world.token()))
    const theirs = await flooded(plain)
    expect(ours.codes).toEqual(new Set([1008]))
    expect(ours.grown / FLOODERS).toBeLessThan(2 * MIB)
    expect(ours.grown / theirs.grown).toBeLessThan(0.25)
  }, 60_000)

  it('G-22 grows little by a hundred that do not read, and who reads notices nothing', async () => {
    await using world = await startWorld()
    const { gateway, shelf } = world
    await shelf.put(1, [0, ROWS])
    const reader = await world.client()
    await world.flood(reader, 2) // What the engine compiles and caches for it stays.
    const [calm, before] = [await world.flood(reader, ROUNDS), await resident(gateway.pid)]
    const stalled = await Promise.all(Array.from({ length: STALLED }, () => world.client()))
    const opened = await resident(gateway.pid)
    for (const { socket } of stalled) socket.pause()
    const busy = await world.flood(reader, ROUNDS)
    const grown = (await resident(gateway.pid)) - opened
    const unsent = (await scrape(world.url)).value('argus_gateway_unsent_bytes')

    // What was meant for each of them is more than is kept for one, in the process or by the kernel.
    const meant = (reader.bytes / (2 * ROUNDS + 2)) * ROUNDS
    expect(unsent / STALLED).toBeLessThan(KEPT)
    expect(grown).toBeLessThan(STALLED * KEPT)
    expect(grown / (STALLED * meant)).toBeLessThan(0.1)
    expect(opened - before).toBeLessThan(STALLED * KEPT)
    expect(busy / calm).toBeLessThan(3)
    expect([reader.model.faults, reader.code]).toEqual([[], undefined])
    // All of what they are due would take a test long to read: some of them do.
    const some = stalled.slice(0, 3)
    for (const { socket } of some) socket.resume()
    const newest = `${world.version()}`
    const whole = ({ model }: TestClient) =>
      [...model.items.values()].every(({ cells }) => cells[0] === newest)
    await until(() => some.every(whole), { what: 'the newest state' })
    expect(some.map(({ model, code }) => [model.faults, code])).toEqual(
      some.map(() => [[], undefined]),
    )
  }, 60_000)
})

/** Peers that send fragments without end, and how many each. */
const [FLOODERS, FRAGMENTS] = [10, 100_000]
/** Peers that do not read; rows of some 500 bytes that change in each round; and rounds. */
const [STALLED, ROWS, ROUNDS] = [100, 500, 30]
/** What is kept for a peer that does not read: 256 KiB and what one flush adds. */
const KEPT = 768 * 1_024

const FLOOD = Buffer.concat([
  encode({ opcode: Opcode.Text, payload: 'x', final: false }),
  ...Array.from({ length: FRAGMENTS }, () =>
    encode({ opcode: Opcode.Continuation, payload: 'x', final: false }),
  ),
])

/** Floods a server; tells by how much its process grew, and how it ended the connections, where it did. */
async function flooded(
  { pid, port }: { readonly pid: number; readonly port: number },
  greet: (peer: Peer) => Promise<unknown> = () => Promise.resolve(),
) {
  const peers = await Promise.all(
    Array.from({ length: FLOODERS }, async () => {
      const peer = await (await dial(port)).upgrade()
      await greet(peer)
      return peer
    }),
  )
  const before = await resident(pid)
  for (const peer of peers) peer.write(FLOOD)
  await until(() => peers.every(({ over, socket }) => over || socket.writableLength === 0), {
    what: 'the floods to be taken, or refused',
  })
  let after = 0
  for (let look = 0; look < 5; look += 1) {
    after = Math.max(after, await resident(pid))
    await delay(100) // What the kernel took has to be read.
  }
  const codes = new Set(peers.filter(({ over }) => over).map(({ end }) => end.code))
  for (const peer of peers) await peer[Symbol.asyncDispose]()
  return { grown: after - before, codes }
}

type Peer = Awaited<ReturnType<typeof dial>>

async function startWorld() {
  await using made = new AsyncDisposableStack()
  const redis = made.use(await startRedis({ kind: 'redis-server' }))
  const auth = made.use(await startFakeAuth(redis.url, { now: () => Date.now() }))
  const writer = made.use(await openTopicLogWriter({ url: redis.url }))
  const shelf = await Shelf.open(writer)
  made.use(shelf.keepRenewing())
  const port = await freePort()
  const gateway = made.use(
    await startGatewayProcess({ redis, auth }, { ARGUS_GATEWAY_PORT: `${port}` }),
  )
  const url = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${url}/readyz`)).ok, { what: 'a ready gateway' })
  const login = auth.login([everything()])
  let version = 1
  const kept = made.move()
  return {
    pid: gateway.pid,
    port,
    url,
    gateway,
    shelf,
    token: () => login.token(),
    version: () => version,
    /** A client that follows all rows. */
    async client(): Promise<TestClient> {
      const client = kept.use(await connect(url, { origin: ORIGIN }))
      await client.hello(login.token())
      await client.subscribe({ id: 's', topic: things })
      return client
    },
    /** Changes every row so many times; tells in milliseconds how soon a reader had a change, at best: what else runs here slows some. */
    async flood(reader: TestClient, rounds: number): Promise<number> {
      let least = Number.POSITIVE_INFINITY
      for (let round = 0; round < rounds; round += 1) {
        version += 1
        const began = performance.now()
        await shelf.put(version, [0, ROWS])
        const last = () => reader.model.items.get(`alpha:ns/row${ROWS - 1}`)?.cells[0]
        await until(() => last() === `${version}`, { what: 'the change' })
        least = Math.min(least, performance.now() - began)
      }
      return least
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
