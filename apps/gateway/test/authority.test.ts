import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { connect, type TestClient } from './rig/client.ts'
import { describeWithRedis, everything, ORIGIN, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('what auth decides', () => {
  let rig: Rig
  let hand: TopicHand
  beforeAll(async () => {
    rig = await startRig()
    hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' }, { key: 'bank/b' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-09 a session that is over is closed within two seconds on every socket, and no other', async () => {
    const login = rig.auth.login([everything()])
    const others = rig.auth.login([everything()], login.userId)
    const mine = await Promise.all(Array.from({ length: 100 }, () => rig.client(login)))
    const other = await rig.client(others)
    await Promise.all(mine.map((client) => client.subscribe({ id: 's', topic: things })))
    const committed = performance.now()
    await rig.auth.revoke(login)
    expect(new Set(await Promise.all(mine.map((client) => client.closed())))).toEqual(
      new Set([4501]),
    )
    expect(performance.now() - committed).toBeLessThan(2_000)
    await other.subscribe({ id: 's', topic: things })
    const metrics = await (await fetch(`${rig.gateway.url}/metrics`)).text()
    expect(metrics).toMatch(/argus_gateway_revoke_to_close_seconds_count\{[^}]*\} 100/)
    expect(metrics).toMatch(/argus_gateway_closes_total\{code="4501"[^}]*\} 100/)
  })

  it('G-10 a session that ends while it is being let in is not let in', async () => {
    const login = rig.auth.login([everything()])
    await using client = await connect(rig.gateway.url, { origin: ORIGIN })
    const release = rig.auth.holdAnswers()
    const { asked } = rig.auth
    client.say({ type: 'hello', token: login.token() })
    client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row' })
    await until(() => rig.auth.asked > asked, { what: 'the question about the session' })
    await rig.auth.revoke(login)
    const witness = rig.auth.login([everything()])
    await rig.auth.regrant(witness.userId, [])
    release()
    expect(await client.closed()).toBe(4501)
    expect(client.frames).toEqual([])
  })

  it('G-10 rights that change while a session is let in, or a subscription opens, count', async () => {
    const login = rig.auth.login([everything('alpha')])
    await using client = await connect(rig.gateway.url, { origin: ORIGIN })
    const release = rig.auth.holdAnswers()
    const { asked } = rig.auth
    client.say({ type: 'hello', token: login.token() })
    client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row' })
    await until(() => rig.auth.asked > asked, { what: 'the question about the session' })
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    release()
    await until(() => client.model.items.has('alpha:shop/a'), { what: 'what is permitted' })
    await until(() => !client.model.items.has('alpha:bank/b'), { what: 'the loss' })
  })

  it('G-14 a lost right takes exactly its objects, and later ones never come', async () => {
    const login = rig.auth.login([everything('alpha', 'shop'), everything('alpha', 'bank')])
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things })
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    expect(await client.frame('moved')).toMatchObject({
      id: 's',
      events: [{ type: 'DELETED', key: 'bank/b' }],
    })
    await hand.write({ key: 'bank/c' }, { key: 'shop/c' }, 'bank/b')
    await until(() => client.model.items.has('alpha:shop/c'), { what: 'what is still permitted' })
    await hand.write('bank/c', 'shop/c', { key: 'bank/b' })
    await until(() => !client.model.items.has('alpha:shop/c'), { what: 'its deletion' })
    expect([...client.model.named].toSorted()).toEqual([
      'alpha:bank/b',
      'alpha:shop/a',
      'alpha:shop/c',
    ])
    expect(client.model.faults).toEqual([])
  })

  it('a gained right brings exactly its objects', async () => {
    const login = rig.auth.login([everything('alpha', 'shop')])
    const [rows, objects] = [await rig.client(login), await rig.client(login)]
    await rows.subscribe({ id: 's', topic: things })
    await objects.subscribe({ id: 's', topic: things, shape: 'object' })
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop'), everything('alpha', 'bank')])
    for (const client of [rows, objects]) {
      const { events } = await client.frame('moved')
      expect(events).toEqual([expect.objectContaining({ type: 'ADDED', key: 'bank/b' })])
      await hand.write({ key: 'bank/b' })
      await client.frame('events')
      expect(client.model.faults).toEqual([])
    }
    expect(objects.model.items.get('alpha:bank/b')?.object).toMatchObject({
      metadata: { name: 'b' },
    })
  })

  it('G-14 a subscription without any right left ends, and one of all clusters waits for better days', async () => {
    const login = rig.auth.login([everything('alpha')])
    const client = await rig.client(login)
    await client.subscribe({ id: 'one', topic: things })
    await client.subscribe({ id: 'all', topic: { ...things, cluster: '*' } })
    await rig.auth.regrant(login.userId, [])
    expect(await client.frame('ended')).toMatchObject({ id: 'one', code: 'permission_lost' })
    await client.frame('view_removed', ({ id }) => id === 'all')
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    await client.frame('view_added', ({ id }) => id === 'all')
    await until(() => client.model.items.has('alpha:shop/a'), { what: 'what is permitted again' })
    expect(client.model.items.size).toBe(1)
    expect(client.model.faults).toEqual([])
  })

  it('a change of grants that changes nothing here changes nothing here', async () => {
    const login = rig.auth.login([everything('alpha')])
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things })
    const said = client.frames.length
    await rig.auth.regrant(login.userId, [everything('alpha'), everything('beta')])
    await hand.write({ key: 'shop/a', cells: ['after the change'] })
    await client.frame('events')
    expect(
      client.frames.slice(said).filter(({ type }) => type !== 'events' && type !== 'bookmark'),
    ).toEqual([])
  })

  it('while changed rights cannot be read nothing more is delivered; then everything is, once', async () => {
    const login = rig.auth.login([everything('alpha')])
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things })
    rig.auth.storeDown = true
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    await until(async () => (await failures(rig)) > 0, { what: 'the attempt to read them' })
    await hand.write({ key: 'bank/late' }, { key: 'shop/late' })
    await hand.write('bank/late')
    rig.auth.storeDown = false
    await until(() => client.model.items.has('alpha:shop/late'), { what: 'what is permitted' })
    expect(client.model.named).not.toContain('alpha:bank/late')
    expect(client.model.items.has('alpha:bank/b')).toBe(false)
    expect(client.model.faults).toEqual([])
    await hand.write('shop/late')
  })

  it('G-17 a cluster that exists and one that does not are told apart by nobody who may not', async () => {
    await rig.cluster('hidden')
    await rig.topic(THINGS('hidden'))
    const client = await rig.client(rig.auth.login([everything('alpha', 'shop')]))
    const answers = []
    for (const cluster of ['hidden', 'nowhere']) {
      client.say({ type: 'subscribe', id: cluster, topic: { ...things, cluster }, shape: 'row' })
      const { id: _, ...answer } = await client.frame('refused', ({ id }) => id === cluster)
      answers.push(answer)
    }
    expect(answers[0]).toEqual(answers[1])
    await client.subscribe({ id: 'all', topic: { ...things, cluster: '*' } })
    expect(client.model.items.has('alpha:shop/a')).toBe(true)
    expect(JSON.stringify(client.frames.filter(({ type }) => type !== 'refused'))).not.toContain(
      'hidden',
    )
  })

  it('G-17 a kind is not found out by who may not see it', async () => {
    const permissions = [{ apiGroup: 'other.org', resource: '*', verb: '*' as const }]
    const grant = { role: 'r', cluster: 'alpha', namespace: null, permissions }
    const client = await rig.client(rig.auth.login([grant]))
    for (const resource of ['things', 'nothings'])
      client.say({ type: 'subscribe', id: resource, topic: { ...things, resource }, shape: 'row' })
    await until(() => client.of('refused').length === 2, { what: 'two answers' })
    const [one, other] = client.of('refused')
    expect({ ...one, id: '' }).toEqual({ ...other, id: '' })
    expect(one?.code).toBe('not_allowed')
  })
})

describeWithRedis('when auth is not heard', () => {
  const clock = new ManualClock()
  let rig: Rig
  let hand: TopicHand
  let client: TestClient
  beforeAll(async () => {
    rig = await startRig({ clock })
    hand = await rig.topic(THINGS())
    client = await rig.client(rig.auth.login([everything()]))
    await client.subscribe({ id: 's', topic: things })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  describe('G-11', () => {
    it('a revocation that no bus announced is found by asking, within five seconds', async () => {
      const login = rig.auth.login([everything()])
      const doomed = await rig.client(login)
      rig.auth.announcing = false
      await rig.auth.revoke(login)
      for (let passed = 0; passed < 5; passed += 1) await clock.advance(1_000)
      expect(await doomed.closed()).toBe(4501)
      rig.auth.announcing = true
    })

    it('delivery stops after 15 s, and goes on without loss where auth is heard again', async () => {
      await hand.write({ key: 'shop/before' })
      await until(() => client.model.items.has('alpha:shop/before'), { what: 'what is delivered' })
      rig.auth.away = true
      await silence(clock, 20)
      await hand.write({ key: 'shop/meanwhile' }, 'shop/before')
      const other = await rig.topic({ ...THINGS(), resource: 'others' })
      await other.write({ key: 'shop/other' })
      client.say({
        type: 'subscribe',
        id: 'o',
        topic: { ...things, resource: 'others' },
        shape: 'row',
      })
      await client.frame('subscribed', ({ id }) => id === 'o')
      expect(client.model.items.has('alpha:shop/meanwhile')).toBe(false)
      expect(client.model.items.has('alpha:shop/other')).toBe(false)
      rig.auth.away = false
      await clock.advance(2_500)
      await until(() => client.model.items.has('alpha:shop/meanwhile'), {
        what: 'what came meanwhile',
      })
      await until(() => client.model.items.has('alpha:shop/other'), {
        what: 'what was asked meanwhile',
      })
      expect(client.model.items.has('alpha:shop/before')).toBe(false)
      expect(client.model.faults).toEqual([])
      expect(client.of('snapshot').filter(({ items }) => items.length > 0).length).toBe(1)
    })

    it('hello is refused at once, sockets and upgrades after a minute', async () => {
      rig.auth.away = true
      await silence(clock, 16)
      await expect(rig.client(rig.auth.login([everything()]))).rejects.toThrow()
      expect(client.code).toBeUndefined()
      await silence(clock, 50)
      expect(await client.closed()).toBe(4002)
      expect(await upgradeStatus(`${rig.gateway.url}/ws`)).toBe(503)
      expect((await fetch(`${rig.gateway.url}/readyz`)).status).toBe(503)
      rig.auth.away = false
      await clock.advance(2_500)
      await until(async () => (await upgradeStatus(`${rig.gateway.url}/ws`)) === 101, {
        what: 'healing',
      })
    })
  })

  it('while the store is down sockets live on, and auth is heard', async () => {
    const living = await rig.client(rig.auth.login([everything()]))
    await living.subscribe({ id: 's', topic: things })
    rig.auth.storeDown = true
    for (let passed = 0; passed < 120; passed += 2) {
      await clock.advance(2_000)
      await rig.auth.beat()
    }
    await hand.write({ key: 'shop/during' })
    await until(() => living.model.items.has('alpha:shop/during'), { what: 'what goes on' })
    expect(living.code).toBeUndefined()
    rig.auth.storeDown = false
  })
})

/** Time passes in small steps, so that everything that is due in between is done in its turn. */
async function silence(clock: ManualClock, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) await clock.advance(1_000)
}

async function failures(rig: Rig): Promise<number> {
  const metrics = await (await fetch(`${rig.gateway.url}/metrics`)).text()
  return Number(
    /argus_gateway_failures_total\{where="authority"[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0,
  )
}
