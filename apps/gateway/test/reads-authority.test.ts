import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { heardOf } from './rig/heard-of.ts'
import { list, LIST, object, read, refusal } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

describeWithRedis('what auth decides while a read is under way', () => {
  let rig: Rig
  let url: string
  beforeAll(async () => {
    rig = await startRig()
    url = rig.gateway.url
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a' }, { key: 'bank/a' })
    await list(url, LIST, { token: rig.auth.login([everything()]).token() })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it.each(['question', 'answer'] as const)(
    'G-10 a revocation that comes while the %s about its session travels ends it',
    async (what) => {
      const login = rig.auth.login([everything()])
      const held = rig.auth.hold(what)
      const asked = refusal(url, LIST, { token: login.token() })
      await held.reached
      await rig.auth.revoke(login)
      await heardOf(rig, rig.gateway)
      held.release()
      expect(await asked).toMatchObject({ status: 401, code: 'session_revoked' })
    },
  )

  it('G-14 rights that are lost while the answer about them travels are not used', async () => {
    const login = rig.auth.login([everything()])
    const held = rig.auth.hold('answer')
    const asked = read(url, LIST, { token: login.token() })
    await held.reached
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    await heardOf(rig, rig.gateway)
    held.release()
    const { status, text } = await asked
    expect(status).toBe(200)
    expect(text).not.toContain('bank')
  })

  it('A-29 what a revoked key signed is refused, and what the next signs is taken at once', async () => {
    const login = rig.auth.login([everything()])
    const stale = login.token()
    const witness = await rig.client(login)
    expect((await object(url, `${LIST}/a?namespace=shop`, { token: stale })).item.key).toBe(
      'shop/a',
    )
    await rig.auth.turnKey()
    expect(await witness.closed()).toBe(4100)
    expect(await refusal(url, LIST, { token: stale })).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    })
    await list(url, LIST, { token: login.token() })
  })

  it('A-29 a key that is revoked while a read waits ends it', async () => {
    const login = rig.auth.login([everything()])
    const { topics } = await list(url, LIST, { token: login.token() })
    const [epoch, seq] = topics[0]?.at?.split('.') ?? []
    const { asked } = rig.auth
    const ahead = `${LIST}?at_least=${epoch}.${Number(seq) + 1}.00000000`
    const waiting = refusal(url, ahead, { token: login.token() })
    await until(() => rig.auth.asked > asked, { what: 'the question who it is' })
    await rig.auth.turnKey()
    expect(await waiting).toMatchObject({ status: 401, code: 'unauthenticated' })
  })
})
