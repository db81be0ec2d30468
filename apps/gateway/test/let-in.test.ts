import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { connect } from './rig/client.ts'
import { heardOf } from './rig/heard-of.ts'
import { describeWithRedis, everything, ORIGIN, startRig, THINGS, type Rig } from './rig/rig.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('while somebody is let in', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' }, { key: 'bank/b' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-10 a session that ends between the upgrade and its hello is not let in', async () => {
    const login = rig.auth.login([everything()])
    await using client = await connect(rig.gateway.url, { origin: ORIGIN })
    await rig.auth.revoke(login)
    client.say({ type: 'hello', token: login.token() })
    expect(await client.closed()).toBe(4501)
    expect(client.frames).toEqual([])
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

  it.each(['keys', 'question', 'answer'] as const)(
    'G-10 a session that ends while the %s travel for its hello is not let in',
    async (what) => {
      const fresh = await rig.another() // it knows no keys yet
      const login = rig.auth.login([everything()])
      await using client = await connect(fresh.url, { origin: ORIGIN })
      const held = rig.auth.hold(what)
      client.say({ type: 'hello', token: login.token() })
      client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row' })
      await held.reached
      await rig.auth.revoke(login)
      await heardOf(rig, what === 'keys' ? rig.gateway : fresh) // who asks for keys too would wait as well
      held.release()
      expect(await client.closed()).toBe(4501)
      expect(client.frames).toEqual([])
    },
  )

  it('G-10 a session that ends while it is read again, its rights having changed, is not let in', async () => {
    const login = rig.auth.login([everything()])
    await using client = await connect(rig.gateway.url, { origin: ORIGIN })
    const first = rig.auth.hold('answer')
    client.say({ type: 'hello', token: login.token() })
    await first.reached
    await rig.auth.regrant(login.userId, [everything('alpha')])
    await heardOf(rig, rig.gateway)
    const second = rig.auth.hold('answer')
    first.release()
    await second.reached
    await rig.auth.revoke(login)
    await heardOf(rig, rig.gateway)
    second.release()
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
})
