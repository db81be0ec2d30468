import { randomUUID } from 'node:crypto'

import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { connect } from './rig/client.ts'
import { loggerInto } from './rig/log-lines.ts'
import { describeWithRedis, everything, ORIGIN, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('logging in', () => {
  const clock = new ManualClock()
  const lines: string[] = []
  let rig: Rig
  let hand: TopicHand
  beforeAll(async () => {
    rig = await startRig({ clock, logger: loggerInto(lines) })
    hand = await rig.topic(THINGS())
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })
  const open = () => connect(rig.gateway.url, { origin: ORIGIN })

  describe('G-02', () => {
    it.each(['https://evil.example.org', 'http://argus.example.org', 'null'])(
      'a page of %s gets no socket',
      async (origin) => {
        await expect(connect(rig.gateway.url, { origin })).rejects.toThrow('403')
      },
    )

    it('a program that is no browser does', async () => {
      await using client = await connect(rig.gateway.url)
      await client.hello(rig.auth.login([everything()]).token())
    })
  })

  it('G-03 a token in the address is refused, and in no log', async () => {
    const token = rig.auth.login([everything()]).token()
    const status = await upgradeStatus(`${rig.gateway.url}/ws?token=${token}`)
    const plain = await fetch(`${rig.gateway.url}/ws?token=${token}`)
    expect([status, plain.status]).toEqual([400, 400])
    expect(await plain.text()).not.toContain(token)
    expect(lines.join('\n')).not.toContain(token)
  })

  it('G-04 a socket that does not say hello is closed after five seconds, and was told nothing', async () => {
    await using client = await open()
    await clock.advance(4_000)
    expect(client.code).toBeUndefined()
    await clock.advance(2_000)
    expect(await client.closed()).toBe(4003)
    expect(client.frames).toEqual([])
  })

  it('G-04 nothing but hello opens a socket', async () => {
    await using client = await open()
    client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row' })
    expect(await client.closed()).toBe(4500)
    expect(client.frames).toEqual([])
  })

  it('what is said before the welcome waits for it', async () => {
    await using client = await open()
    client.say({ type: 'hello', token: rig.auth.login([everything()]).token() })
    client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row' })
    await client.frame('synced')
    expect(client.frames[0]?.type).toBe('welcome')
  })

  it('the welcome says what time it is here', async () => {
    await using client = await open()
    await client.hello(rig.auth.login([everything()]).token())
    expect(client.frames[0]).toMatchObject({ type: 'welcome', now: clock.now() })
  })

  const HOUR = 3_600
  it.each([
    ['for another audience', { aud: 'argus-auth' }],
    ['of another issuer', { iss: 'somebody' }],
    ['that ended', { iat: -HOUR, exp: -HOUR + 300 }],
    ['of the future', { iat: HOUR, exp: HOUR + 300 }],
    ['that lives too long', { exp: HOUR }],
  ])('G-05 a token %s is refused', async (_, changed) => {
    const now = Math.floor(clock.now() / 1_000)
    const times = Object.entries(changed).map(([name, value]) => [
      name,
      typeof value === 'number' ? now + value : value,
    ])
    await using client = await open()
    client.say({
      type: 'hello',
      token: rig.auth.login([everything()]).token(Object.fromEntries(times)),
    })
    expect(await client.closed()).toBe(4100)
    expect(client.frames).toEqual([])
  })

  it.each(['', 'x', 'a.b.c', 'x'.repeat(4_096)])(
    'G-05 what is no token is refused',
    async (token) => {
      await using client = await open()
      client.say({ type: 'hello', token })
      expect(await client.closed()).toBe(4100)
    },
  )

  it('G-05 a forged token is refused', async () => {
    const [head = '', , signature = ''] = rig.auth.login([everything()]).token().split('.')
    const claims = Buffer.from(JSON.stringify({ sub: randomUUID(), sid: randomUUID() })).toString(
      'base64url',
    )
    await using client = await open()
    client.say({ type: 'hello', token: `${head}.${claims}.${signature}` })
    expect(await client.closed()).toBe(4100)
  })

  it.each<[string, object, Record<string, unknown>]>([
    ['of another type', { typ: 'refresh' }, {}],
    ['of no type', { typ: undefined }, {}],
    ['of a key that nobody published', { kid: 'k2' }, {}],
    ['that names no key', { kid: undefined }, {}],
    ['that brings its key', { jwk: { kty: 'EC' } }, {}],
    ['that must be understood in another way', { crit: ['exp'] }, {}],
    ['without a session', {}, { sid: undefined }],
    ['without an id', {}, { jti: undefined }],
    ['without an audience', {}, { aud: undefined }],
    ['without an end', {}, { exp: undefined }],
  ])('G-05 a well signed token %s is refused', async (_, header, claims) => {
    const token = rig.auth.login([everything()]).token()
    const [head = {}, body = {}] = token.split('.', 2).map((part): object => {
      return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    })
    const signed = (...changed: readonly [object, object]): string =>
      rig.auth.sign({ ...head, ...changed[0] }, { ...body, ...changed[1] })
    await using client = await open()
    client.say({ type: 'hello', token: signed(header, claims) })
    expect(await client.closed()).toBe(4100)
    expect(client.frames).toEqual([])
    await using witness = await open()
    await witness.hello(signed({}, {}))
  })

  it.each([
    ['none', ''],
    ['HS256', 'c2lnbmVk'],
  ])('G-05 a token signed by %s is refused', async (alg, signature) => {
    const [head = '', payload] = rig.auth.login([everything()]).token().split('.')
    const genuine: object = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'))
    const changed = Buffer.from(JSON.stringify({ ...genuine, alg })).toString('base64url')
    await using client = await open()
    client.say({ type: 'hello', token: `${changed}.${payload}.${signature}` })
    expect(await client.closed()).toBe(4100)
  })

  it('G-06 a token of a session that is over is refused', async () => {
    const login = rig.auth.login([everything()])
    await rig.auth.revoke(login)
    await using client = await open()
    client.say({ type: 'hello', token: login.token() })
    expect(await client.closed()).toBe(4501)
    expect(client.frames).toEqual([])
  })

  it("G-06 a session of another user than the token's is refused", async () => {
    await using client = await open()
    client.say({
      type: 'hello',
      token: rig.auth.login([everything()]).token({ sub: randomUUID() }),
    })
    expect(await client.closed()).toBe(4501)
  })

  it('while auth cannot answer nobody is let in, and it heals', async () => {
    rig.auth.storeDown = true
    const login = rig.auth.login([everything()])
    await using client = await open()
    client.say({ type: 'hello', token: login.token() })
    expect(await client.closed()).toBe(4002)
    rig.auth.storeDown = false
    await rig.client(login)
  })

  it('G-07 a socket ends with its token, not before and not later, and nothing follows', async () => {
    const client = await rig.client(rig.auth.login([everything()]))
    await client.subscribe({ id: 's', topic: things })
    await alive(rig, clock, 320)
    await hand.write({ key: 'shop/last' })
    await until(() => client.model.items.has('alpha:shop/last'), { what: 'what comes in time' })
    await alive(rig, clock, 10)
    expect(await client.closed()).toBe(4100)
    const said = client.frames.length
    const witness = await rig.client(rig.auth.login([everything()]))
    await witness.subscribe({ id: 's', topic: things })
    await hand.write({ key: 'shop/late' })
    await until(() => witness.model.items.has('alpha:shop/late'), { what: 'what comes too late' })
    expect(client.frames.length).toBe(said)
    await hand.write('shop/last', 'shop/late')
  })

  it('G-08 a renewal goes on without loss or repetition', async () => {
    const login = rig.auth.login([everything()])
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things })
    await alive(rig, clock, 250)
    for (let step = 0; step < 20; step += 1) {
      if (step === 10) client.say({ type: 'renew', token: login.token() })
      await hand.write({ key: `shop/${step}` })
    }
    await until(() => client.model.items.has('alpha:shop/19'), { what: 'the last' })
    await alive(rig, clock, 250)
    expect(client.code).toBeUndefined()
    const told = client.of('events').flatMap(({ events }) => events.map(({ key }) => key))
    expect(told).toEqual(Array.from({ length: 20 }, (_, step) => `shop/${step}`))
    expect(client.of('snapshot').length).toBe(1)
    expect(client.model.faults).toEqual([])
    await alive(rig, clock, 100)
    expect(await client.closed()).toBe(4100)
  })

  it('G-08 a renewal with the token of another session, or of another user, or of nobody, ends it', async () => {
    const login = rig.auth.login([everything()])
    const another = rig.auth.login([everything()], login.userId)
    for (const [token, code] of [
      [another.token(), 4502],
      [login.token({ sub: randomUUID() }), 4502],
      [rig.auth.login([everything()]).token(), 4502],
      ['x', 4100],
    ] as const) {
      const client = await rig.client(login)
      client.say({ type: 'renew', token })
      expect(await client.closed()).toBe(code)
    }
  })

  it('G-25 who came and went is in the log; what they said is not', async () => {
    const login = rig.auth.login([everything()])
    const token = login.token()
    const client = await rig.client(login)
    client.say({ type: 'subscribe', id: 'a-very-odd-id', topic: things, shape: 'row' })
    await client.frame('subscribed')
    client.say({ type: 'unknown', note: 'a very odd note' })
    client.socket.close(1000)
    const end = await until(
      () =>
        lines.find((line) => line.includes('connection closed') && line.includes(login.sessionId)),
      { what: 'the line' },
    )
    expect(JSON.parse(end)).toMatchObject({
      userId: login.userId,
      sessionId: login.sessionId,
      ip: expect.stringContaining('127.0.0.1'),
      origin: ORIGIN,
      code: 1000,
    })
    const all = lines.join('\n')
    for (const said of [token, 'a-very-odd-id', 'a very odd note']) expect(all).not.toContain(said)
  })
})

/** Seconds pass during which auth is heard as usual. */
async function alive(rig: Rig, clock: ManualClock, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 2) {
    await clock.advance(2_000)
    await rig.auth.beat()
  }
}
