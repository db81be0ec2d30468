import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '@argus/testkit/until'

import { connect } from './rig/client.ts'
import { describeWithRedis, everything, ORIGIN, startRig, type Rig } from './rig/rig.ts'

describeWithRedis('a signing key that is revoked', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('A-29 spares a socket that was renewed by the next key, and closes the one beside it', async () => {
    const login = rig.auth.login([everything()])
    const token = login.token()
    // Before the gateway reads the keys for the first time: it learns of both at once.
    const old = rig.auth.nextKey()
    await using renewed = await connect(rig.gateway.url, { origin: ORIGIN })
    await using bystander = await connect(rig.gateway.url, { origin: ORIGIN })
    await renewed.hello(token)
    await bystander.hello(token)
    /** What was said before it has been decided. */
    const heard = async (id: string) => {
      renewed.say({ type: 'whatever', id })
      await renewed.frame('refused', (refused) => refused.id === id)
    }
    renewed.say({ type: 'renew', token: login.token() })
    await heard('renewed')
    await rig.auth.revokeKey(old)
    expect(await bystander.closed()).toBe(4100)
    await heard('revoked')
    expect(renewed.code).toBeUndefined()
  })

  it('A-29 G-05 closes what is open by its tokens with 4100, and a token of the next key is let in at once', async () => {
    const login = rig.auth.login([everything()])
    const stale = login.token()
    const clients = await Promise.all(Array.from({ length: 20 }, () => rig.client(login)))
    const turned = performance.now()
    await rig.auth.turnKey()
    const codes = await Promise.all(clients.map((client) => client.closed()))
    expect(new Set(codes)).toEqual(new Set([4100]))
    expect(performance.now() - turned).toBeLessThan(2_000)
    await rig.client(login)
    await using late = await connect(rig.gateway.url, { origin: ORIGIN })
    late.say({ type: 'hello', token: stale })
    expect(await late.closed()).toBe(4100)
  })

  it('A-29 closes a socket that was being let in by it', async () => {
    const login = rig.auth.login([everything()])
    const witness = await rig.client(login)
    await using client = await connect(rig.gateway.url, { origin: ORIGIN })
    const release = rig.auth.holdAnswers()
    const { asked } = rig.auth
    client.say({ type: 'hello', token: login.token() })
    await until(() => rig.auth.asked > asked, { what: 'the question about the session' })
    await rig.auth.turnKey()
    expect(await witness.closed()).toBe(4100)
    release()
    expect(await client.closed()).toBe(4100)
    expect(client.frames).toEqual([])
  })
})
