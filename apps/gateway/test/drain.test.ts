import { setTimeout as delay } from 'node:timers/promises'

import { freePort } from '@argus/testkit/free-port'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import type { TestClient } from './rig/client.ts'
import type { Login } from './rig/fake-auth.ts'
import { startGatewayProcess } from './rig/gateway-process.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('a gateway', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('answers its probes, and says what it waits for', async () => {
    for (const path of ['/livez', '/healthz', '/readyz'])
      expect((await fetch(`${rig.gateway.url}${path}`)).status).toBe(200)
    expect(await (await fetch(`${rig.gateway.url}/readyz`)).json()).toMatchObject({
      dependencies: { redis: 'ok', auth: 'ok', connections: 'ok' },
    })
    expect((await fetch(`${rig.gateway.url}/ws`)).status).toBe(426)
    const nothing = await fetch(`${rig.gateway.url}/nothing`)
    expect(nothing.status).toBe(404)
    expect(await nothing.json()).toMatchObject({ code: 'not_found' })
  })

  it('that stops tells its clients to dial again, takes no new ones, and loses nothing', async () => {
    const hand = await rig.topic({ ...THINGS(), resource: 'others' })
    const others = { ...things, resource: 'others' }
    await hand.write({ key: 'shop/a' })
    const stopping = await rig.another({ graceMs: 800 })
    const login = rig.auth.login([everything()])
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => rig.client(login, { url: stopping.url })),
    )
    await Promise.all(clients.map((client) => client.subscribe({ id: 's', topic: others })))
    const stopped = stopping[Symbol.asyncDispose]()
    await clients[0]?.frame('goaway', ({ grace_ms }) => grace_ms === 800)
    expect(await upgradeStatus(`${stopping.url}/ws`)).toBe(503)
    expect((await fetch(`${stopping.url}/readyz`)).status).toBe(503)
    expect(new Set(await Promise.all(clients.map((client) => client.closed())))).toEqual(
      new Set([4000]),
    )
    await stopped
    const [before] = clients
    const at = [...(before?.model.views.values() ?? [])][0]?.at ?? ''
    await hand.write({ key: 'shop/b' })
    const client = await rig.client(login, before && { before })
    await client.subscribe({ id: 's', topic: others, from: { 'alpha/example.org/others': at } })
    expect([...client.model.items.keys()]).toEqual(['alpha:shop/a', 'alpha:shop/b'])
    expect(client.of('snapshot')).toEqual([])
  })

  it('G-27 that stops ends hundreds of clients one by one over the grace; none loses a change on its way to another', async () => {
    const hand = await rig.topic({ ...THINGS(), resource: 'moving' })
    const topic = { ...things, resource: 'moving' }
    await hand.write({ key: 'shop/first' })
    const stopping = await rig.another({ graceMs: 2_000 })
    const login = rig.auth.login([everything()])
    const clients: TestClient[] = []
    for (let at = 0; at < 300; at += 1) {
      const client = await rig.client(login, { url: stopping.url })
      clients.push(client)
      client.say({ type: 'subscribe', id: 's', topic, shape: 'row' })
    }
    await Promise.all(clients.map((client) => client.frame('synced')))
    const ends: number[] = []
    const moving = clients.map(async (client) => {
      const moved = await moveOn(rig, client, { login, topic, url: rig.gateway.url })
      ends.push(moved.at)
      return moved.client
    })
    const stopped = stopping[Symbol.asyncDispose]()
    const keys = await writeUntil(hand, stopped)
    await haveAll(await Promise.all(moving), keys)
    const [first, last] = [Math.min(...ends), Math.max(...ends)]
    expect(last - first).toBeGreaterThan(1_500)
    const slices = Map.groupBy(ends, (end) => Math.floor((end - first) / 200))
    expect(Math.max(...slices.values().map(({ length }) => length))).toBeLessThan(100)
  }, 60_000)
})

describeWithRedis('several gateways on one port', () => {
  const itWhereShared =
    process.platform === 'linux'
      ? it
      : (name: string, test: () => Promise<void>, _timeout: number) =>
          it.skip(`${name} (skipped: this platform shares no port)`, test)

  itWhereShared(
    'G-27 share its connections; after the SIGTERM of one all are with the other, and have everything',
    async () => {
      await using rig = await startRig()
      const port = await freePort()
      const env = { ARGUS_GATEWAY_PORT: `${port}`, ARGUS_GATEWAY_SHARED_PORT: 'true' }
      await using one = await startGatewayProcess(rig, env)
      await using other = await startGatewayProcess(rig, env)
      const url = `http://127.0.0.1:${port}`
      await until(() => letsInAgainAndAgain(url), { what: 'both to be ready' })
      const hand = await rig.topic(THINGS())
      const login = rig.auth.login([everything()])
      const clients = await Promise.all(
        Array.from({ length: 60 }, () => rig.client(login, { url })),
      )
      await Promise.all(clients.map((client) => client.subscribe({ id: 's', topic: things })))
      const admitted = [one, other].map(({ lines }) => admittedIn(lines))
      expect(Math.min(...admitted)).toBeGreaterThan(10)
      expect(admitted[0]).toBe(60 - (admitted[1] ?? 0))
      const left = clients.map((client) => moveOn(rig, client, { login, topic: things, url }))
      for (const one of left) one.catch(() => undefined) // Those of the other process are cut when the test is over.
      const stopped = one.stop()
      const keys = await writeUntil(hand, stopped)
      expect(await stopped).toBe(0)
      const mine = clients.filter(({ code }) => code !== undefined)
      expect(mine).toHaveLength(admitted[0] ?? 0)
      const moved = left.filter((_, at) => clients[at]?.code !== undefined)
      await haveAll(
        (await Promise.all(moved)).map(({ client }) => client),
        keys,
      )
      await haveAll(
        clients.filter(({ code }) => code === undefined),
        keys,
      )
      expect(admittedIn(other.lines)).toBe(60)
    },
    60_000,
  )
})

interface Moving {
  readonly login: Login
  readonly topic: typeof things
  readonly url: string
}

/** Dials again once it was told to, and goes on from where it was; `at` is when it was ended. */
async function moveOn(
  rig: Rig,
  before: TestClient,
  { login, topic, url }: Moving,
): Promise<{ readonly client: TestClient; readonly at: number }> {
  const code = await before.closed(30_000)
  const at = performance.now()
  expect(code).toBe(4000)
  const held = [...before.model.views.values()][0]?.at ?? ''
  const client = await rig.client(login, { before, url })
  const key = `${topic.cluster}/${topic.group}/${topic.resource}`
  await client.subscribe({ id: 's', topic, from: { [key]: held } })
  expect(client.of('snapshot')).toEqual([])
  return { client, at }
}

/** Writes one object after the other until something is over, and one more; answers their Keys. */
async function writeUntil(hand: TopicHand, over: PromiseLike<unknown>): Promise<readonly string[]> {
  const keys: string[] = []
  const write = async (): Promise<void> => {
    const key = `shop/${keys.length}`
    keys.push(key)
    await hand.write({ key })
  }
  const done = over.then(() => true)
  do await write()
  while (!(await Promise.race([done, delay(20, false)])))
  await write()
  return keys
}

async function haveAll(clients: readonly TestClient[], keys: readonly string[]): Promise<void> {
  for (const { model } of clients) {
    const missing = () => keys.filter((key) => !model.items.has(`alpha:${key}`))
    await until(() => missing().length === 0, { what: 'every object' })
    expect(model.faults).toEqual([])
  }
}

function admittedIn(lines: readonly string[]): number {
  return lines.filter((line) => line.includes('"connection admitted"')).length
}

/** Thirty in a row: whichever of them the kernel asks, it is ready. */
async function letsInAgainAndAgain(url: string): Promise<boolean> {
  for (let time = 0; time < 30; time += 1)
    if ((await upgradeStatus(`${url}/ws`)) !== 101) return false
  return true
}
