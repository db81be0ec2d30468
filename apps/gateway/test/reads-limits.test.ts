import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { list, LIST, read, refusal } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

/** Somebody who may see everything. */
function loginAt(rig: Rig, userId?: string) {
  const login = rig.auth.login([everything()], userId)
  return { userId: login.userId, token: () => login.token() }
}

describeWithRedis('who reads', () => {
  let rig: Rig
  let url: string
  let clock: ManualClock
  beforeAll(async () => {
    clock = new ManualClock(Date.now())
    rig = await startRig({ clock, room: { readsPerSecond: 2 } })
    url = rig.gateway.url
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })
  const login = () => loginAt(rig)

  it('too often is told when to come again; others are answered', async () => {
    const { userId, token } = login()
    const again = loginAt(rig, userId)
    for (let index = 0; index < 10; index += 1)
      await list(url, LIST, { token: index % 2 === 0 ? token() : again.token() })
    const { status, code, error, headers } = await refusal(url, LIST, { token: token() })
    expect([status, code, headers['retry-after']]).toEqual([429, 'too_many', '1'])
    expect(error).toContain('more than 2 times a second')
    await list(url, LIST, { token: login().token() })
    await clock.advance(500)
    await list(url, LIST, { token: token() })
    expect((await refusal(url, LIST, { token: token() })).code).toBe('too_many')
  })

  it('G-21 from one address too often is told when to come again, whoever asks; from others all are answered', async () => {
    await using busy = await startRig({ clock, readsPerAddress: 2, trustedProxies: ['loopback'] })
    const hand = await busy.topic(THINGS())
    await hand.write({ key: 'shop/a' })
    const from = (ip: string) => ({
      token: loginAt(busy).token(),
      headers: { 'x-forwarded-for': ip },
    })
    const { url: at } = busy.gateway
    for (let index = 0; index < 10; index += 1) await list(at, LIST, from('2001:db8::1'))
    const asked = busy.auth.asked
    const { status, code, error, headers } = await refusal(at, LIST, from('2001:db8::2'))
    expect([status, code, headers['retry-after']]).toEqual([429, 'too_many', '1'])
    expect(error).toContain('more than 2 reads a second')
    expect(busy.auth.asked).toBe(asked) // Nothing was spent on it.
    await list(at, LIST, from('2001:db8:0:1::1'))
    await list(at, LIST, from('198.51.100.7'))
    await clock.advance(500)
    await list(at, LIST, from('2001:db8::3'))
  })

  it('is not charged for what was refused before it was known who asks', async () => {
    const { token } = login()
    for (let index = 0; index < 20; index += 1)
      await refusal(url, `${LIST}?x=1`, { token: token() })
    await list(url, LIST, { token: token() })
  })

  it('by many expressions is told to use the same again', async () => {
    const { token } = login()
    const by = (index: number) =>
      `${LIST}?cel=${encodeURIComponent(`object.spec.replicas > ${index}`)}`
    for (let index = 0; index < 8; index += 1) await list(url, by(index), { token: token() })
    const { status, code, headers } = await refusal(url, by(8), { token: token() })
    expect([status, code, headers['retry-after']]).toEqual([429, 'too_many', '60'])
    await list(url, by(0), { token: token() })
    await clock.advance(61_000)
    await list(url, by(8), { token: token() })
  })

  it('G-21 at once as often as one may holds up nobody else, and goes on when answered', async () => {
    await using open = await startRig()
    const hand = await open.topic(THINGS())
    await hand.write({ key: 'shop/a' })
    const { token } = loginAt(open)
    const { topics } = await list(open.gateway.url, LIST, { token: token() })
    const [epoch, seq] = topics[0]?.at?.split('.') ?? []
    const ahead = `${LIST}?at_least=${epoch}.${Number(seq) + 1}.00000000`
    const waiting = Array.from({ length: 17 }, () =>
      read(open.gateway.url, ahead, { token: token() }),
    )
    const refused = await Promise.any(
      waiting.map(async (one) => {
        const { status, text } = await one
        if (status !== 429) throw new Error(`${status}`)
        return text
      }),
    )
    expect(refused).toContain('16 things at once')
    await list(open.gateway.url, LIST, { token: loginAt(open).token() })
    await hand.write({ key: 'shop/b' })
    const statuses = (await Promise.all(waiting)).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array(16).fill(200), 429])
    await until(
      async () => (await read(open.gateway.url, LIST, { token: token() })).status === 200,
      {
        what: 'room again',
      },
    )
  })

  it('is counted, by how it ended', async () => {
    const { token } = login()
    await list(url, LIST, { token: token() })
    await refusal(url, LIST)
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toMatch(/argus_gateway_reads_total\{status="200"[^}]*\} \d+/)
    expect(metrics).toMatch(/argus_gateway_reads_total\{status="401"[^}]*\} \d+/)
    expect(metrics).toMatch(/argus_gateway_reads_total\{status="429"[^}]*\} \d+/)
    expect(metrics).not.toMatch(/argus_gateway_reads_total\{status="500"/)
  })

  it('is told that this gateway is full, before anything is spent on it', async () => {
    await using full = await startRig({ clock, room: { handshakesPerSecond: 5 } })
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refusal(full.gateway.url, LIST, { token: 'nonsense' })),
    )
    const codes = answers.map(({ code }) => code)
    expect(new Set(codes)).toEqual(new Set(['unauthenticated', 'unavailable']))
    expect(full.auth.asked).toBe(0)
  })
})

describeWithRedis('how far behind a cluster is', () => {
  it('is in the answer, also where the topic log is away', async () => {
    await using rig = await startRig()
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' })
    const { token } = loginAt(rig)
    const { url } = rig.gateway
    const before = await list(url, LIST, { token: token() })
    expect(before.topics[0]).toMatchObject({ status: { state: 'live' }, behind_since: null })
    const lost = Date.now()
    await rig.redis.kill()
    const after = await until(
      async () => {
        const answer = await list(url, LIST, { token: token() })
        return answer.topics[0]?.behind_since === null ? undefined : answer
      },
      { what: 'the doubt' },
    )
    expect(after.items).toEqual(before.items)
    expect(after.topics[0]?.status.state).toBe('stale')
    expect(after.topics[0]?.behind_since).toBeGreaterThanOrEqual(lost - 5_000)
    const { status, code } = await refusal(url, `${LIST}/a?namespace=shop`, { token: token() })
    expect([status, code]).toEqual([503, 'unavailable'])
  })

  it('is not waited for without end where the topic log answers nothing', async () => {
    await using rig = await startRig()
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' })
    const { token } = loginAt(rig)
    const { url } = rig.gateway
    const one = `${LIST}/a?namespace=shop`
    await list(url, LIST, { token: token() })
    rig.redis.pause()
    const { status, code } = await refusal(url, one, { token: token() })
    expect([status, code]).toEqual([503, 'unavailable'])
    expect((await list(url, LIST, { token: token() })).items).toHaveLength(1)
    rig.redis.resume()
    await until(async () => (await read(url, one, { token: token() })).status === 200, {
      what: 'the object',
    })
  })
})
