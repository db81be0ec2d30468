import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { connect, type TestClient } from './rig/client.ts'
import { describeWithRedis, everything, ORIGIN, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

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
      rig.auth.away = true
      await silence(clock, 9) // it may have been heard five seconds before it went
      await hand.write({ key: 'shop/before' })
      await until(() => client.model.items.has('alpha:shop/before'), { what: 'what is delivered' })
      await silence(clock, 7)
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
      await silence(clock, 38)
      expect(client.code).toBeUndefined()
      await silence(clock, 7)
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

describeWithRedis('when Redis is gone', () => {
  const clock = new ManualClock()
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ clock })
    await rig.topic(THINGS())
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-11 a revocation is found by asking, within five seconds; with auth gone too, everything closes after a minute', async () => {
    const [doomed, staying] = [rig.auth.login([everything()]), rig.auth.login([everything()])]
    const [closing, last] = [await rig.client(doomed), await rig.client(staying)]
    await last.subscribe({ id: 's', topic: things })
    await rig.redis.kill()
    rig.auth.announcing = false
    await rig.auth.revoke(doomed)
    await silence(clock, 5)
    expect(await closing.closed()).toBe(4501)
    expect(last.code).toBeUndefined()

    rig.auth.away = true
    await using late = await connect(rig.gateway.url, { origin: ORIGIN })
    late.say({ type: 'hello', token: staying.token() })
    expect(await late.closed()).toBe(4002)
    await silence(clock, 54)
    expect(last.code).toBeUndefined()
    await silence(clock, 7)
    expect(await last.closed()).toBe(4002)
    expect(await upgradeStatus(`${rig.gateway.url}/ws`)).toBe(503)
    expect(last.of('events')).toEqual([])
  })
})

/** Time passes in small steps, so that everything that is due in between is done in its turn. */
async function silence(clock: ManualClock, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) await clock.advance(1_000)
}
