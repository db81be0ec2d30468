import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'

import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import type { TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import { scrape } from './rig/scrape.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const page = new URL('../../../docs/operations/gateway.md', import.meta.url)

describeWithRedis('/metrics of a gateway', () => {
  let rig: Rig
  let count = 0
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  const now = (name: string, label?: string) =>
    scrape(rig.gateway.url).then((told) => told.value(`argus_gateway_${name}`, label))
  const comesTo = (name: string, wanted: number, label?: string) =>
    until(async () => (await now(name, label)) === wanted, { what: `${wanted} ${name}` })
  const reader = () => rig.client(rig.auth.login([everything()]))
  /** A resource that no other test writes. */
  const fresh = () => rig.topic({ ...THINGS(), resource: `kind${(count += 1)}` })
  const of = ({ topic: { cluster, group, resource } }: TopicHand) => ({ cluster, group, resource })

  it('are those of the operations page, and no other', async () => {
    const rows = (await readFile(page, 'utf8')).matchAll(/^\| `(\w+)` \|/gm)
    const written = [...rows].flatMap(([, name = '']) => (name.startsWith('ARGUS_') ? [] : [name]))
    const { names } = await scrape(rig.gateway.url)
    const ours = written.filter((name) => name.startsWith('argus_'))
    expect(ours.toSorted()).toEqual(names.filter((name) => name.startsWith('argus_')).toSorted())
    expect(written.filter((name) => !names.includes(name))).toEqual([])
  })

  it('say how many connections, subscriptions, Feeds, Views and Views of counts are open', async () => {
    const things = of(await fresh())
    const before = await now('connections')
    const client = await reader()
    await client.subscribe({ id: 's', topic: things })
    expect(await now('connections')).toBe(before + 1)
    for (const name of ['subscriptions', 'feeds', 'views']) expect(await now(name)).toBe(1)
    expect(await now('count_views')).toBe(0)
    await client.subscribe({ id: 'c', topic: things, shape: 'count' })
    expect(await now('count_views')).toBe(1)
    expect(await now('views')).toBe(1)
    await client[Symbol.asyncDispose]()
    await comesTo('connections', before)
    for (const name of ['subscriptions', 'views', 'count_views']) await comesTo(name, 0)
  })

  it('say how long the process held up what was due, since they were asked before', async () => {
    await scrape(rig.gateway.url)
    // The gateway runs in this process; what is due comes to its turn between.
    for (let time = 0; time < 3; time += 1) {
      const end = performance.now() + 250
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve))
    }
    const told = await scrape(rig.gateway.url)
    expect(told.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0.2)
  })

  it('count every byte that left, of connections that are gone too', async () => {
    const hand = await fresh()
    await hand.write(...Array.from({ length: 200 }, (_, at) => ({ key: `shop/${at}` })))
    const before = await now('egress_bytes_total')
    const client = await reader()
    await client.subscribe({ id: 's', topic: of(hand) })
    const during = (await now('egress_bytes_total')) - before
    expect(during).toBeGreaterThan(client.bytes)
    expect(during).toBeLessThan(client.bytes + 2_000)
    const open = await now('connections')
    await client[Symbol.asyncDispose]()
    await comesTo('connections', open - 1)
    expect((await now('egress_bytes_total')) - before).toBeGreaterThanOrEqual(during)
  })

  it('tell what waits for a reader too slow, and that it is left behind', async () => {
    const hand = await fresh()
    const [slow, quick] = [await reader(), await reader()]
    await slow.subscribe({ id: 's', topic: of(hand) })
    await quick.subscribe({ id: 's', topic: of(hand) })
    slow.socket.pause()
    const before = await now('conflations_total')
    let turn = 0
    await until(
      async () => {
        turn += 1
        await hand.write(...large(turn))
        return (await now('conflations_total')) > before
      },
      { what: 'a reader left behind', timeoutMs: 30_000 },
    )
    expect(await now('unsent_bytes')).toBeGreaterThan(262_144)
    slow.socket.resume()
    await hand.write({ key: 'shop/last' })
    for (const { model } of [slow, quick])
      await until(() => model.items.has('alpha:shop/last'), { what: 'the newest state' })
    await comesTo('unsent_bytes', 0)
    expect([...slow.model.faults, ...quick.model.faults]).toEqual([])
    await slow[Symbol.asyncDispose]()
    await quick[Symbol.asyncDispose]()
  }, 60_000)

  it('count holes in a Topic', async () => {
    const hand = await fresh()
    const client = await reader()
    await client.subscribe({ id: 's', topic: of(hand) })
    await until(
      async () => {
        await loseSubscribers(rig.redis.port)
        await hand.write({ key: 'shop/a' })
        return (await now('holes_total')) > 0
      },
      { what: 'a hole' },
    )
    await hand.write({ key: 'shop/b' })
    await until(() => client.model.items.has('alpha:shop/b'), { what: 'what came after it' })
    expect(client.model.faults).toEqual([])
    await client[Symbol.asyncDispose]()
  })

  it('count who came back, by whether the changes since were enough', async () => {
    const hand = await fresh()
    await hand.write({ key: 'shop/a' })
    const topic = of(hand)
    const key = `${topic.cluster}/${topic.group}/${topic.resource}`
    const first = await reader()
    await first.subscribe({ id: 's', topic })
    const from = { [key]: atOf(first) }
    const again = await reader()
    expect(await now('resumes_total')).toBe(0)
    await again.subscribe({ id: 's', topic, from })
    expect(await now('resumes_total', 'answer="changes"')).toBe(1)
    await again.subscribe({ id: 'other-filter', topic, from, namespaces: ['shop'] })
    await again.subscribe({
      id: 'other-log',
      topic,
      from: { [key]: atOf(first).replace(/^[^.]+/, 'gone') },
    })
    expect(await now('resumes_total', 'answer="snapshot"')).toBe(2)
    await again.subscribe({ id: 'first-time', topic })
    await again.subscribe({ id: 'counts', topic, from, shape: 'count' })
    expect(await now('resumes_total')).toBe(3)
    await first[Symbol.asyncDispose]()
    await again[Symbol.asyncDispose]()
  })

  it('say how old changes were when sockets were given them', async () => {
    const hand = await fresh()
    const client = await reader()
    await client.subscribe({ id: 's', topic: of(hand) })
    const [told, sum] = [await now(`${SINCE_EVENT}_count`), await now(`${SINCE_EVENT}_sum`)]
    await hand.write({ key: 'shop/a' })
    await client.frame('events')
    await comesTo(`${SINCE_EVENT}_count`, told + 1)
    expect((await now(`${SINCE_EVENT}_sum`)) - sum).toBeLessThan(5)
    await client[Symbol.asyncDispose]()
  })

  it('say how long a revoked session kept its connections', async () => {
    const login = rig.auth.login([everything()])
    const client = await rig.client(login)
    await rig.auth.revoke(login)
    expect(await client.closed()).toBe(4501)
    expect(await now('revoke_to_close_seconds_count')).toBe(1)
    expect(await now('revoke_to_close_seconds_sum')).toBeLessThan(5)
    expect(await now('closes_total', 'code="4501"')).toBe(1)
  })

  it('count evaluations of CEL that were ended', async () => {
    const hand = await fresh()
    const list = Array.from({ length: 5_000 }, (_, index) => index)
    await hand.write({ key: 'shop/dear', object: { list } }, { key: 'shop/cheap', object: {} })
    const client = await reader()
    const cel = 'object.list.all(a, object.list.exists(b, b < 0 - 5 || b == a)) || true'
    await client.subscribe({ id: 's', topic: of(hand), cel })
    expect(await now('cel_timeouts_total')).toBe(1)
    await client[Symbol.asyncDispose]()
  })
})

const SINCE_EVENT = 'event_to_socket_seconds'

/** Half a megabyte of rows. */
function large(turn: number) {
  return Array.from({ length: 1_000 }, (_, at) => ({
    key: `shop/n${at}`,
    cells: ['x'.repeat(400), `${turn}`],
    object: {},
  }))
}

function atOf({ model }: TestClient): string {
  return [...model.views.values()][0]?.at ?? ''
}

/** Redis cuts whoever subscribed; what is announced before they are back is lost. */
async function loseSubscribers(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write('CLIENT KILL TYPE pubsub\r\n')
  await once(socket, 'data')
  socket.destroy()
}
