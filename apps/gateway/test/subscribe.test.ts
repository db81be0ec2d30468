import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '@argus/testkit/until'

import type { TopicHand } from './rig/topic-hand.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

describeWithRedis('a subscription', () => {
  let rig: Rig
  let things: TopicHand
  beforeAll(async () => {
    rig = await startRig()
    things = await rig.topic(THINGS())
    await things.write(
      { key: 'shop/cart', labels: { app: 'web' } },
      { key: 'shop/till', labels: { app: 'till' }, health: 'Failed' },
      { key: 'bank/vault', labels: { app: 'web' } },
    )
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('starts with all there is, and goes on with what changes', async () => {
    const client = await rig.client(rig.auth.login([everything()]))
    const { views } = await client.subscribe({
      id: 's',
      topic: { cluster: 'alpha', group: 'example.org', resource: 'things' },
    })
    expect(views).toEqual([
      expect.objectContaining({
        topic: THINGS(),
        status: expect.objectContaining({ state: 'live' }),
      }),
    ])
    expect([...client.model.items.keys()].toSorted()).toEqual([
      'alpha:bank/vault',
      'alpha:shop/cart',
      'alpha:shop/till',
    ])
    await things.write({ key: 'shop/new', cells: ['fresh'] })
    await until(() => client.model.items.get('alpha:shop/new'), { what: 'the new row' })
    await things.write('shop/new')
    await until(() => !client.model.items.has('alpha:shop/new'), { what: 'the deletion' })
    expect(client.model.faults).toEqual([])
  })
})
