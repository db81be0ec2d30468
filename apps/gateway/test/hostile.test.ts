import { MAX_CLIENT_FRAME_BYTES } from '@argus/contracts/client-frame'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { connect, type TestClient } from './rig/client.ts'
import { describeWithRedis, everything, ORIGIN, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('a peer that means no good', () => {
  let rig: Rig
  let hand: TopicHand
  beforeAll(async () => {
    rig = await startRig()
    hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })
  const reader = () => rig.client(rig.auth.login([everything()]))

  describe('G-19', () => {
    it.each([
      ['no JSON', '{"type":'],
      ['no object', '[]'],
      ['no type', '{}'],
      ['null', 'null'],
      ['a frame with a field too many', '{"type":"unsubscribe","id":"s","more":1}'],
      ['a frame with a field too few', '{"type":"unsubscribe"}'],
      [
        'a known type that is wrong inside',
        '{"type":"subscribe","id":"s","topic":{"cluster":"../x"}}',
      ],
      ['a second hello', '{"type":"hello","token":"x"}'],
    ])('%s ends the connection', async (_, text) => {
      const client = await reader()
      client.socket.send(text)
      expect(await client.closed()).toBe(4500)
    })

    it('bytes that are no text end the connection', async () => {
      const client = await reader()
      client.socket.send(Buffer.from('{"type":"unsubscribe","id":"s"}'), { binary: true })
      expect(await client.closed()).toBe(4500)
    })

    it('a frame above 64 KiB ends the connection', async () => {
      const client = await reader()
      client.socket.send(JSON.stringify({ type: 'x', fill: 'x'.repeat(MAX_CLIENT_FRAME_BYTES) }))
      expect(await client.closed()).toBe(1009)
    })

    it('a frame of an unknown type is refused, and the connection goes on', async () => {
      const client = await reader()
      client.say({ type: 'teleport', id: 'x' })
      expect(await client.frame('refused')).toMatchObject({ id: 'x', code: 'unknown_type' })
      await client.subscribe({ id: 's', topic: things })
    })

    it('a selector as long and as odd as it may be is refused', async () => {
      const client = await reader()
      const odd = [
        '('.repeat(2_000),
        'a,'.repeat(1_000),
        '!'.repeat(2_000),
        `a in (${'b,'.repeat(900)}`,
      ]
      for (const [index, labels] of odd.entries())
        client.say({ type: 'subscribe', id: `s${index}`, topic: things, shape: 'row', labels })
      await until(() => client.of('refused').length === odd.length, { what: 'every refusal' })
      expect(new Set(client.of('refused').map(({ code }) => code))).toEqual(
        new Set(['bad_selector']),
      )
    })

    it('names like those of every object mean nothing', async () => {
      const client = await reader()
      const text = JSON.stringify({
        type: 'subscribe',
        id: 's',
        shape: 'row',
        topic: things,
        from: {},
      })
      client.socket.send(
        text.replace(
          '"from":{}',
          '"from":{"__proto__":"e.1.00000000","constructor":"e.1.00000000"}',
        ),
      )
      client.socket.send(text.replace('"id":"s"', '"id":"constructor","labels":"constructor"'))
      await until(() => client.of('synced').length === 2, { what: 'both' })
      expect(Reflect.ownKeys(Object.prototype)).not.toContain('e')
      expect(client.of('snapshot').at(-1)?.items).toEqual([])
    })

    it('thousands of frames at random crash nothing and leave nothing behind', async () => {
      const witness = await reader()
      await witness.subscribe({ id: 's', topic: things })
      let client = await reader()
      const before = process.memoryUsage().heapUsed
      for (const text of fc.sample(anything, { numRuns: 4_000, seed: 7 })) {
        if (client.code !== undefined || client.socket.readyState !== client.socket.OPEN) {
          expect([4500, 4004, undefined]).toContain(client.code)
          client = await reader()
        }
        client.socket.send(text)
        if (text.startsWith('{')) await new Promise(setImmediate)
      }
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(128 * 1_048_576)
      await hand.write({ key: 'shop/after' })
      await until(() => witness.model.items.has('alpha:shop/after'), { what: 'the next change' })
      expect(Object.keys(Object.prototype)).toEqual([])
    }, 60_000)
  })

  it('G-20 a flood of fragments ends the connection', async () => {
    const client = await reader()
    for (let index = 0; index < 20; index += 1) client.socket.send('x', { fin: false })
    expect(await client.closed()).toBe(1008)
  })

  it('G-20 no frame is compressed, whatever the peer offers', async () => {
    await using client = await connect(rig.gateway.url, { origin: ORIGIN, perMessageDeflate: true })
    expect(client.socket.extensions).toBe('')
  })

  it('G-21 who says too much is told to wait, then cut off', async () => {
    const client = await reader()
    for (let index = 0; index < 300; index += 1)
      client.say({ type: 'unsubscribe', id: `s${index}` })
    expect(await client.closed()).toBe(4004)
    const told = client.of('refused').filter(({ code }) => code === 'too_many')
    expect(told.length).toBeGreaterThan(50)
    expect(told.at(-1)?.retry_after_ms).toBeGreaterThan(1_000)
  })
})

describeWithRedis('a peer that is slow', () => {
  const clock = new ManualClock()
  let rig: Rig
  let hand: TopicHand
  beforeAll(async () => {
    rig = await startRig({ clock })
    hand = await rig.topic(THINGS())
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-22 costs little while it does not read, then gets the newest state of everything', async () => {
    const client = await stalled(rig)
    await flood(hand, 60)
    const held = await unsent(rig)
    expect(held).toBeGreaterThan(100_000)
    expect(held).toBeLessThan(4 * 1_048_576)
    client.socket.resume()
    await hand.write({ key: 'shop/last' })
    await until(() => client.model.items.has('alpha:shop/last'), { what: 'the newest state' })
    expect(client.code).toBeUndefined()
    expect(client.model.faults).toEqual([])
    await hand.write('shop/last')
    await until(() => client.model.items.size === 1_000, { what: 'the deletion' })
    const versions = [...client.model.items.values()].map(({ cells }) => cells[1])
    expect(new Set(versions)).toEqual(new Set(['59']))
  }, 60_000)

  it('G-22 that reads nothing for 30 s is closed, the others notice nothing', async () => {
    const client = await stalled(rig)
    const other = await rig.client(rig.auth.login([everything()]))
    await other.subscribe({ id: 's', topic: things })
    await flood(hand, 60)
    for (let passed = 0; passed < 32; passed += 1) await clock.advance(1_000)
    await until(async () => (await closes(rig, 4001)) === 1, { what: 'the close' })
    await until(async () => (await connections(rig)) === 2, { what: 'the end of the socket' })
    expect(other.model.faults).toEqual([])
    expect(other.code).toBeUndefined()
    client.socket.terminate()
  }, 60_000)

  it('G-22 that leaves unread what the kernels hold for it is kept for 20 s, then closed, and meets that when it reads', async () => {
    const closed = await closes(rig, 4001)
    const client = await stalled(rig)
    await hand.write({ key: 'shop/unread' })
    for (let passed = 0; passed < 20; passed += 1) await clock.advance(1_000)
    expect(await closes(rig, 4001)).toBe(closed)
    for (let passed = 0; passed < 20; passed += 1) await clock.advance(1_000)
    await until(async () => (await closes(rig, 4001)) === closed + 1, { what: 'the close' })
    client.socket.resume()
    expect(await client.closed()).toBe(4001)
    expect(client.model.items.has('alpha:shop/unread')).toBe(true)
  })

  it('G-23 a peer that vanished is gone within 40 s', async () => {
    await using proxy = await startFaultProxy({ port: rig.gateway.port })
    const open = await connections(rig)
    await rig.client(rig.auth.login([everything()]), { url: `http://127.0.0.1:${proxy.port}` })
    expect(await connections(rig)).toBe(open + 1)
    using _hole = proxy.blackHole()
    for (let passed = 0; passed < 40; passed += 1) await clock.advance(1_000)
    await until(async () => (await connections(rig)) === open, {
      what: 'the end of the connection',
    })
  })
})

/** A client that subscribed, and reads no more. */
async function stalled(rig: Rig): Promise<TestClient> {
  const client = await rig.client(rig.auth.login([everything()]))
  await client.subscribe({ id: 's', topic: things })
  client.socket.pause()
  return client
}

/** Changes a thousand objects again and again: some half a megabyte each time. */
async function flood(hand: TopicHand, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const objects = Array.from({ length: 1_000 }, (_, index) => ({
      key: `shop/n${index}`,
      cells: ['x'.repeat(400), `${time}`],
      object: {},
    }))
    await hand.write(...objects)
  }
}

const unsent = (rig: Rig) => metric(rig, 'argus_gateway_unsent_bytes')
const connections = (rig: Rig) => metric(rig, 'argus_gateway_connections')
const closes = (rig: Rig, code: number) => metric(rig, `argus_gateway_closes_total{code="${code}"`)

async function metric(rig: Rig, name: string): Promise<number> {
  const text = await (await fetch(`${rig.gateway.url}/metrics`)).text()
  const line = text.split('\n').find((it) => it.startsWith(name))
  return Number(line?.split(' ').at(-1) ?? 0)
}

/** Frames between sense and nonsense. */
const words = fc.constantFrom(
  'hello',
  'renew',
  'subscribe',
  'unsubscribe',
  'events',
  '__proto__',
  'toString',
)
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
  fc
    .record(
      {
        type: fc.oneof(words, fc.string()),
        id: fc.oneof(words, fc.string(), fc.integer()),
        token: fc.oneof(fc.string(), fc.constant('a.b.c')),
        topic: fc.oneof(
          fc.anything(),
          fc.record({
            cluster: fc.constantFrom('*', 'alpha', 'x', ''),
            group: fc.constantFrom('example.org', 'core'),
            resource: fc.constantFrom('things', 'pods'),
          }),
        ),
        shape: fc.constantFrom('row', 'object', 'count'),
        labels: fc.string(),
        namespaces: fc.array(fc.string()),
        from: fc.dictionary(
          fc.oneof(words, fc.string()),
          fc.oneof(fc.string(), fc.constant('e.1.00000000')),
        ),
      },
      { requiredKeys: ['type'] },
    )
    .map((frame) =>
      JSON.stringify(frame, (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      ),
    ),
)
