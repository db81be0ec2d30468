import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { dial, type RawPeer } from './conformance/raw-peer.ts'
import { connect, type TestClient } from './rig/client.ts'
import { describeWithRedis, everything, ORIGIN, startRig, type Rig } from './rig/rig.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

describeWithRedis('room in a gateway', () => {
  it('G-21 one address holds so many sockets, whatever it claims; others are let in', async () => {
    await using rig = await startRig({
      room: { socketsPerAddress: 2 },
      trustedProxies: ['127.0.0.1'],
    })
    const held = [await from(rig, '203.0.113.7'), await from(rig, '1.2.3.4, 203.0.113.7')]
    expect(await statusFrom(rig, '203.0.113.7')).toBe(429)
    expect(await statusFrom(rig, '198.51.100.1, 203.0.113.7')).toBe(429)
    expect(await statusFrom(rig, '203.0.113.8')).toBe(101)
    await held[0]?.[Symbol.asyncDispose]()
    await until(async () => (await statusFrom(rig, '203.0.113.7')) === 101, { what: 'a place' })
    await held[1]?.[Symbol.asyncDispose]()
  })

  it('G-21 who forwards without being trusted counts as itself', async () => {
    await using rig = await startRig({ room: { socketsPerAddress: 1 } })
    await using _held = await from(rig, '203.0.113.7')
    expect(await statusFrom(rig, '203.0.113.8')).toBe(429)
  })

  it('G-21 an upgrade that is no handshake of WebSocket takes no place', async () => {
    await using rig = await startRig({ room: { socketsPerAddress: 1, socketsBeforeHello: 1 } })
    await using broken = await dial(rig.gateway.port)
    await broken.upgrade({ headers: { 'Sec-WebSocket-Key': 'c2hvcnQ=' } })
    expect(broken.status).toBe(400)
    await broken.ended()
    await until(async () => (await upgradeStatus(`${rig.gateway.url}/ws`)) === 101, {
      what: 'a place',
    })
  })

  it('G-21 one user holds so many sockets; one more is told why, and when to come again', async () => {
    await using rig = await startRig({ room: { socketsPerUser: 2 } })
    const login = rig.auth.login([everything()])
    const again = rig.auth.login([everything()], login.userId) // another session, the same user
    const first = await rig.client(login)
    await rig.client(again)
    await using third = await connect(rig.gateway.url, { origin: ORIGIN })
    third.say({ type: 'hello', token: login.token() })
    expect(await third.closed()).toBe(4004)
    expect(third.frames).toMatchObject([
      { type: 'refused', code: 'too_many', retry_after_ms: 15_000 },
    ])
    await rig.client(rig.auth.login([everything()]))
    await first[Symbol.asyncDispose]()
    await until(() => letIn(rig, login), { what: 'a place' })
  })

  it('G-04 G-21 so many sockets wait for their hello; who has said it makes room for one that waits for an answer', async () => {
    await using rig = await startRig({ room: { socketsBeforeHello: 2 } })
    await using first = await connect(rig.gateway.url, { origin: ORIGIN })
    await using _second = await connect(rig.gateway.url, { origin: ORIGIN })
    await using third = await waiting(rig.gateway)
    await first.hello(rig.auth.login([everything()]).token())
    await third.answered
    expect(third.peer.status).toBe(101)
  })

  it('G-21 so many are let in a second; the next wait their turn, and whoever could not be reached in time is told when', async () => {
    const clock = new ManualClock()
    await using rig = await startRig({ clock, room: { handshakesPerSecond: 1 } })
    expect(await upgradeStatus(`${rig.gateway.url}/ws`)).toBe(101)
    await using ground = new AsyncDisposableStack()
    const line: Waiting[] = []
    for (let at = 0; at < 6; at += 1) line.push(ground.use(await waiting(rig.gateway)))
    await using refused = await dial(rig.gateway.port)
    await refused.upgrade()
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    await refused.ended()
    await clock.advance(1_010)
    await line[0]?.answered
    expect(line.map(({ peer }) => peer.status)).toEqual([101, 0, 0, 0, 0, 0])
    const text = await (await fetch(`${rig.gateway.url}/metrics`)).text()
    expect(text).toMatch(/argus_gateway_refused_upgrades_total\{code="unavailable"[^}]*\} 1\n/)
  })

  it('G-21 who speaks while it waits for an answer is cut off; who leaves, or is cut off, makes room', async () => {
    const room = { socketsBeforeHello: 1, socketsPerAddress: 3 }
    await using rig = await startRig({ room })
    await using _first = await connect(rig.gateway.url, { origin: ORIGIN })
    await using talker = await waiting(rig.gateway)
    await using leaver = await waiting(rig.gateway)
    expect(await upgradeStatus(`${rig.gateway.url}/ws`)).toBe(429)
    talker.peer.write(Buffer.alloc(100_000))
    leaver.peer.socket.end()
    for (const { peer } of [talker, leaver]) {
      await peer.ended()
      expect(peer.status).toBe(0)
    }
    await using _next = await waiting(rig.gateway)
    await using _after = await waiting(rig.gateway)
  })

  it('G-27 who waits for an answer when the gateway stops is told to dial again', async () => {
    await using rig = await startRig({ room: { socketsBeforeHello: 1 } })
    const stopping = await rig.another({ graceMs: 10 })
    await using _first = await connect(stopping.url, { origin: ORIGIN })
    await using second = await waiting(stopping)
    await stopping[Symbol.asyncDispose]()
    await second.answered
    expect(second.peer.status).toBe(503)
    await second.peer.ended()
  })
})

interface Waiting extends AsyncDisposable {
  readonly peer: RawPeer
  /** Pending as long as there is no answer. */
  readonly answered: Promise<unknown>
}

/** Somebody whose upgrade has arrived, and is not answered. */
async function waiting({ port, url }: Pick<Rig['gateway'], 'port' | 'url'>): Promise<Waiting> {
  const peer = await dial(port)
  const answered = peer.upgrade()
  answered.catch(() => undefined) // Some are never answered.
  expect((await fetch(`${url}/livez`)).status).toBe(200) // What was sent before it is read before it.
  expect(peer.status).toBe(0)
  return { peer, answered, [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() }
}

function from(rig: Rig, forwarded: string): Promise<TestClient> {
  return connect(rig.gateway.url, { origin: ORIGIN, headers: { 'x-forwarded-for': forwarded } })
}

function statusFrom(rig: Rig, forwarded: string): Promise<number> {
  return upgradeStatus(`${rig.gateway.url}/ws`, { 'x-forwarded-for': forwarded })
}

async function letIn(rig: Rig, login: Parameters<Rig['client']>[0]): Promise<boolean> {
  const client = await connect(rig.gateway.url, { origin: ORIGIN })
  client.say({ type: 'hello', token: login.token() })
  const answer = await until(() => client.frames[0], { what: 'an answer' })
  await client[Symbol.asyncDispose]()
  return answer.type === 'welcome'
}
