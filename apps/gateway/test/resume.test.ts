import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import type { TestClient } from './rig/client.ts'
import type { Login } from './rig/fake-auth.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }
const KEY = 'alpha/example.org/things'

describeWithRedis('coming back', () => {
  let rig: Rig
  let hand: TopicHand
  let login: Login
  beforeAll(async () => {
    rig = await startRig()
    hand = await rig.topic(THINGS())
    login = rig.auth.login([everything()])
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      key: `shop/n${index}`,
      labels: { app: 'web' },
    }))
    await hand.write(...many)
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  /** Where a client stands that saw everything and went away. */
  async function position(filter: object = {}): Promise<string> {
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things, ...filter })
    await client[Symbol.asyncDispose]()
    return client.model.views.values().next().value?.at ?? ''
  }

  const synced = (client: TestClient) => client.of('synced').at(-1)
  const events = (client: TestClient) => client.of('events').flatMap((frame) => frame.events)

  it.each(['row' as const, 'object' as const])(
    'a client resumes a view of %ss with only what changed',
    async (shape) => {
      const from = await position({ shape })
      await hand.write({ key: 'shop/n1', cells: ['new'] }, 'shop/n2', { key: 'shop/extra' })
      await hand.write('shop/extra', { key: 'shop/n2' })
      const client = await rig.client(login)
      await client.subscribe({ id: 's', topic: things, shape, from: { [KEY]: from } })
      expect(synced(client)?.resumed).toBe(true)
      expect(client.of('snapshot')).toEqual([])
      expect(client.of('events')[0]?.prev).toBe(from)
      expect(
        events(client)
          .map(({ type, key }) => `${type} ${key}`)
          .toSorted(),
      ).toEqual(['DELETED shop/extra', 'MODIFIED shop/n1', 'MODIFIED shop/n2'])
      await hand.write({ key: 'shop/n3' })
      await until(() => events(client).some(({ key }) => key === 'shop/n3'), {
        what: 'what follows',
      })
      expect(client.model.faults).toEqual([])
    },
  )

  it('a client that missed nothing gets nothing', async () => {
    const from = await position()
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things, from: { [KEY]: from } })
    expect(client.of('snapshot')).toEqual([])
    expect(events(client)).toEqual([])
    expect(synced(client)).toMatchObject({ resumed: true, at: from })
  })

  it('a client resumes on another gateway, whose feed began later than it left', async () => {
    const from = await position()
    await hand.write({ key: 'shop/n5' }, 'shop/n6')
    const other = await rig.another()
    const client = await rig.client(login, { url: other.url })
    await client.subscribe({ id: 's', topic: things, from: { [KEY]: from } })
    expect(synced(client)?.resumed).toBe(true)
    expect(client.of('snapshot')).toEqual([])
    expect(events(client).map(({ type, key }) => `${type} ${key}`)).toEqual([
      'MODIFIED shop/n5',
      'DELETED shop/n6',
    ])
    const whole = await rig.client(login)
    await whole.subscribe({ id: 's', topic: things })
    expect(whole.bytes).toBeGreaterThan(100 * client.bytes)
    await hand.write({ key: 'shop/n6' })
    await until(() => events(client).length === 3, { what: 'what follows' })
    expect(client.model.faults).toEqual([])
  })

  it('a client that missed very much catches up in pages', async () => {
    const other = await rig.another()
    const from = await position()
    const changed = Array.from({ length: 1_800 }, (_, index) => ({
      key: `shop/n${index + 10}`,
      cells: ['again'],
    }))
    await hand.write(...changed)
    for (const url of [rig.gateway.url, other.url]) {
      const client = await rig.client(login, { url })
      await client.subscribe({ id: 's', topic: things, from: { [KEY]: from } })
      expect(client.of('snapshot')).toEqual([])
      expect(client.of('events').length).toBeGreaterThan(3)
      expect(new Set(events(client).map(({ key }) => key)).size).toBe(1_800)
      expect(client.model.faults).toEqual([])
    }
  })

  describe('G-15', () => {
    it('under another filter or shape, a position is worth nothing', async () => {
      const from = { [KEY]: await position({ labels: 'app=web' }) }
      const client = await rig.client(login)
      await client.subscribe({ id: 'a', topic: things, labels: 'app=till', from })
      await client.subscribe({ id: 'b', topic: things, labels: 'app=web', shape: 'object', from })
      await client.subscribe({ id: 'c', topic: things, labels: 'app in (web)', from })
      expect(client.of('synced').map(({ resumed }) => resumed)).toEqual([false, false, true])
    })

    it('after rights shrank, nothing outside them is told', async () => {
      const user = rig.auth.login([everything()])
      const before = await rig.client(user)
      await before.subscribe({ id: 's', topic: things })
      const from = { [KEY]: [...before.model.views.values()][0]?.at ?? '' }
      await rig.auth.regrant(user.userId, [everything('alpha', 'bank')])
      await hand.write({ key: 'shop/n7' }, 'shop/n8', { key: 'bank/one' })
      const client = await rig.client(user)
      await client.subscribe({ id: 's', topic: things, from })
      expect(synced(client)?.resumed).toBe(false)
      expect([...client.model.named]).toEqual(['alpha:bank/one'])
      await hand.write({ key: 'shop/n8' })
    })

    it('what changed and does not match is named only inside filter and scope', async () => {
      const from = { [KEY]: await position({ namespaces: ['shop'], name: 'n9' }) }
      await hand.write({ key: 'bank/n9' }, { key: 'shop/n10' }, 'shop/n9')
      const client = await rig.client(login)
      await client.subscribe({ id: 's', topic: things, namespaces: ['shop'], name: 'n9', from })
      expect(events(client)).toEqual([{ type: 'DELETED', key: 'shop/n9' }])
    })
  })

  it.each(['e.1.00000000', 'zzz.99999999.00000000'])(
    'position %s of nowhere gets a snapshot',
    async (text) => {
      const { 2: tag } = (await position()).split('.')
      const from = { [KEY]: text.replace(/[0-9]*$/, tag ?? '') }
      const client = await rig.client(login)
      await client.subscribe({ id: 's', topic: things, from })
      expect(synced(client)?.resumed).toBe(false)
    },
  )

  it('a position above all there is gets a snapshot', async () => {
    const [epoch, , tag] = (await position()).split('.')
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things, from: { [KEY]: `${epoch}.99999999.${tag}` } })
    expect(synced(client)?.resumed).toBe(false)
  })

  it('an epoch that begins is one step for who is there, and a snapshot for who comes back', async () => {
    const from = await position()
    const there = await rig.client(login)
    await there.subscribe({ id: 's', topic: things })
    const objects = await rig.client(login)
    await objects.subscribe({ id: 's', topic: things, shape: 'object', name: 'n11' })
    const snapshots = there.of('snapshot').length
    await hand.startEpoch()
    await hand.write({ key: 'shop/n11', cells: ['of the new epoch'] }, 'shop/n12')
    const said = () => there.model.items.get('alpha:shop/n11')?.cells[0]
    await until(() => said() === 'of the new epoch', { what: 'the step' })
    await until(() => objects.model.items.get('alpha:shop/n11')?.cells[0] === 'of the new epoch', {
      what: 'the object',
    })
    expect(there.of('snapshot').length).toBe(snapshots)
    expect(there.model.items.has('alpha:shop/n12')).toBe(false)
    expect([...there.model.faults, ...objects.model.faults]).toEqual([])
    const back = await rig.client(login)
    await back.subscribe({ id: 's', topic: things, from: { [KEY]: from } })
    expect(synced(back)?.resumed).toBe(false)
  })

  it('Redis that went away and came back lets nobody miss anything', async () => {
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things })
    rig.redis.pause()
    await client.frame('status', ({ state }) => state === 'stale')
    rig.redis.resume()
    await hand.write({ key: 'shop/afterwards' })
    await until(() => client.model.items.has('alpha:shop/afterwards'), {
      what: 'what came afterwards',
    })
    await until(() => client.of('status').at(-1)?.state === 'live', { what: 'the live state' })
    expect(client.model.faults).toEqual([])
  }, 40_000)
})
