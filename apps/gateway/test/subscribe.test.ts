import { clusterTopic, watchesTopic } from '@argus/contracts/internal-topic'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import type { TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import { shapeOf, type TopicHand } from './rig/topic-hand.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('a subscription', () => {
  let rig: Rig
  let hand: TopicHand
  const reader = () => rig.client(rig.auth.login([everything()]))
  beforeAll(async () => {
    rig = await startRig()
    await rig.cluster('beta', 'gamma')
    hand = await rig.topic(THINGS())
    await hand.write(
      { key: 'shop/cart', labels: { app: 'web' } },
      { key: 'shop/till', labels: { app: 'till' }, health: 'Failed' },
      { key: 'bank/vault', labels: { app: 'web' } },
    )
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  const keysOf = (client: TestClient) => [...client.model.items.keys()].toSorted()

  it('starts with all there is, and goes on with what changes', async () => {
    const client = await reader()
    const { views } = await client.subscribe({ id: 's', topic: things })
    const status = expect.objectContaining({ state: 'live' })
    expect(views).toEqual([
      expect.objectContaining({ topic: THINGS(), shape: shapeOf(true), status }),
    ])
    expect(keysOf(client)).toEqual(['alpha:bank/vault', 'alpha:shop/cart', 'alpha:shop/till'])
    await hand.write({ key: 'shop/new', cells: ['fresh'] })
    await until(() => client.model.items.get('alpha:shop/new'), { what: 'the new row' })
    await hand.write('shop/new')
    await until(() => !client.model.items.has('alpha:shop/new'), { what: 'the deletion' })
    expect(client.model.faults).toEqual([])
  })

  it.each([
    ['namespaces', { namespaces: ['bank', 'none'] }, ['alpha:bank/vault']],
    ['a name', { name: 'till' }, ['alpha:shop/till']],
    ['labels', { labels: 'app in (web), app' }, ['alpha:bank/vault', 'alpha:shop/cart']],
    ['health', { health: ['Failed' as const] }, ['alpha:shop/till']],
    ['all of them', { namespaces: ['shop'], labels: 'app=web', name: 'cart' }, ['alpha:shop/cart']],
  ])('is narrowed by %s', async (_, filter, keys) => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things, ...filter })
    expect(keysOf(client)).toEqual(keys)
  })

  it('is told when an object enters and leaves its filter, and nothing of the others', async () => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things, labels: 'app=web', namespaces: ['shop'] })
    await hand.write(
      { key: 'shop/till', labels: { app: 'web' } },
      { key: 'bank/safe', labels: { app: 'web' } },
    )
    await until(() => client.model.items.has('alpha:shop/till'), { what: 'what entered' })
    await hand.write({ key: 'shop/till', labels: { app: 'till' }, health: 'Failed' }, 'bank/safe')
    await until(() => !client.model.items.has('alpha:shop/till'), { what: 'what left' })
    expect([...client.model.named].toSorted()).toEqual(['alpha:shop/cart', 'alpha:shop/till'])
    expect(client.of('events').at(-1)?.events).toEqual([{ type: 'DELETED', key: 'shop/till' }])
    expect(client.model.faults).toEqual([])
  })

  it('of objects brings the whole object, byte for byte, as rows do not', async () => {
    const object = {
      metadata: { namespace: 'shop', name: 'odd' },
      text: 'a\u2028b\u2029"\\é',
      big: 'x'.repeat(1_500_000),
    }
    await hand.write({ key: 'shop/odd', object })
    const client = await reader()
    await client.subscribe({ id: 'o', topic: things, shape: 'object', namespaces: ['shop'] })
    await client.subscribe({ id: 'r', topic: things, namespaces: ['bank'] })
    expect(client.model.items.get('alpha:shop/odd')?.object).toEqual(object)
    expect(client.model.items.get('alpha:bank/vault')?.object).toBeUndefined()
    await hand.write({ key: 'shop/odd', object: { ...object, big: 'small' } })
    await until(() => client.model.items.get('alpha:shop/odd')?.object?.['big'] === 'small', {
      what: 'the change',
    })
    await hand.write({ key: 'shop/odd', object: { ...object, big: 'y'.repeat(1_500_000) } })
    await until(() => client.model.items.get('alpha:shop/odd')?.object?.['big'] !== 'small', {
      what: 'the large one',
    })
    await hand.write('shop/odd')
    await until(() => !client.model.items.has('alpha:shop/odd'), { what: 'the deletion' })
    expect(client.model.faults).toEqual([])
  })

  it('encodes a change once for all who share a view, under one number', async () => {
    const [one, other] = [await reader(), await reader()]
    const first = await one.subscribe({ id: 'a', topic: things, labels: 'app=web' })
    const second = await other.subscribe({ id: 'b', topic: things, labels: 'app in (web)' })
    expect(second.views[0]?.view).toBe(first.views[0]?.view)
  })

  it('asked for twice on one socket has a view and a chain for each', async () => {
    const client = await reader()
    const first = await client.subscribe({ id: 'a', topic: things })
    const second = await client.subscribe({ id: 'b', topic: things })
    expect(second.views[0]?.view).not.toBe(first.views[0]?.view)
    await hand.write({ key: 'shop/twice' })
    const has = (id: string) =>
      client.model.viewsOf(id).some(({ items }) => items.has('shop/twice'))
    await until(() => has('a') && has('b'), { what: 'the row in both' })
    client.say({ type: 'unsubscribe', id: 'a' })
    await hand.write('shop/twice')
    await until(() => !has('b'), { what: 'the deletion' })
    expect(client.model.faults).toEqual([])
  })

  it('of all clusters follows them as they come and go', async () => {
    const beta = await rig.topic(THINGS('beta'))
    await beta.write({ key: 'shop/b' })
    const client = await reader()
    await client.subscribe({ id: 's', topic: { ...things, cluster: '*' }, namespaces: ['shop'] })
    expect(client.model.items.has('alpha:shop/cart') && client.model.items.has('beta:shop/b')).toBe(
      true,
    )
    const gamma = await rig.topic(THINGS('gamma'))
    await gamma.write({ key: 'shop/g' })
    await until(() => client.model.items.has('gamma:shop/g'), { what: 'the cluster that joined' })
    expect(client.of('view_added').map(({ topic }) => topic.cluster)).toEqual(['gamma'])
    await rig.writer.removeCluster('beta')
    await client.frame('view_removed', ({ topic }) => topic.cluster === 'beta')
    expect(client.model.items.has('beta:shop/b')).toBe(false)
    await rig.cluster('beta')
    expect(client.model.faults).toEqual([])
  })

  it('of a cluster that is removed ends, and says why', async () => {
    await rig.cluster('delta')
    await rig.topic(THINGS('delta'))
    const client = await reader()
    await client.subscribe({ id: 's', topic: { ...things, cluster: 'delta' } })
    await rig.writer.removeCluster('delta')
    expect(await client.frame('ended')).toMatchObject({ id: 's', code: 'cluster_removed' })
  })

  it('for a kind that is not followed yet asks for it, and waits until a watcher follows it', async () => {
    const wished = { ...things, resource: 'wishes' }
    const client = await reader()
    client.say({ type: 'subscribe', id: 's', topic: wished, shape: 'row' })
    const asked = await until(
      async () => {
        const [first] = await rig.writer.readWanted(Date.now())
        return first?.resource === 'wishes' ? first : undefined
      },
      { what: 'the wish' },
    )
    const { cluster, group, resource } = wished
    expect(asked).toEqual({ cluster, group, resource })
    const hand = await rig.topic({ ...THINGS(), resource })
    await hand.write({ key: 'shop/one' })
    await until(() => client.model.items.has('alpha:shop/one'), { what: 'its object' })
    expect(client.of('refused')).toEqual([])
  })

  it('for a kind that may not be read asks for nothing', async () => {
    const grant = { ...everything('alpha'), permissions: [] }
    const client = await rig.client(rig.auth.login([everything('beta'), grant]))
    const hidden = { ...things, resource: 'hidden' }
    client.say({ type: 'subscribe', id: 's', topic: hidden, shape: 'row' })
    await client.frame('refused')
    const wanted = await rig.writer.readWanted(Date.now())
    expect(wanted.map(({ resource }) => resource)).not.toContain('hidden')
  })

  it.each([
    ['a kind that is not followed', { ...things, resource: 'others' }, 'not_followed'],
    ['a version that is not followed', { ...things, version: 'v2' }, 'version_not_followed'],
    ['a cluster that does not exist', { ...things, cluster: 'omega' }, 'not_found'],
  ])('for %s is refused', async (_, topic, code) => {
    const client = await reader()
    client.say({ type: 'subscribe', id: 's', topic, shape: 'row' })
    expect(await client.frame('refused')).toMatchObject({ id: 's', code })
  })

  it('with a selector that cannot be read, a taken id or an unknown one is refused, and the rest goes on', async () => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things })
    client.say({ type: 'subscribe', id: 't', topic: things, shape: 'row', labels: 'app in' })
    client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row' })
    client.say({ type: 'unsubscribe', id: 'nobody' })
    await client.frame('refused', ({ id, code }) => id === 't' && code === 'bad_selector')
    await client.frame('refused', ({ id, code }) => id === 's' && code === 'duplicate_id')
    await client.frame('refused', ({ code }) => code === 'unknown_subscription')
    client.say({ type: 'unsubscribe', id: 's' })
    await client.subscribe({ id: 's', topic: things })
  })

  it('beyond 128 on a socket is refused', async () => {
    const client = await reader()
    for (let index = 0; index <= 128; index += 1)
      client.say({ type: 'subscribe', id: `s${index}`, topic: things, shape: 'row' })
    expect(await client.frame('refused')).toMatchObject({ id: 's128', code: 'too_many' })
    await until(() => client.of('subscribed').length === 128, { what: 'all that fit' })
  })

  it('of a resource that the cluster does not serve has that as its state, and becomes live when it does', async () => {
    const widgets = { cluster: 'alpha', group: 'example.org', resource: 'widgets' }
    const status = { state: 'absent' as const, since: 5, reason: 'not served' }
    const none = await rig.topic({ ...widgets, version: 'unserved' }, { status })
    const client = await reader()
    const { views } = await client.subscribe({ id: 's', topic: widgets })
    expect(views[0]?.status).toEqual(status)
    const served = await rig.topic({ ...widgets, version: 'v1' })
    await served.write({ key: 'shop/w' })
    await until(() => client.model.items.has('alpha:shop/w'), { what: 'the first widget' })
    await client.frame('view_removed', ({ topic }) => topic.version === 'unserved')
    await none[Symbol.asyncDispose]()
    expect(client.model.faults).toEqual([])
  })

  it('shows nothing of a first list until it is complete', async () => {
    const status = { state: 'syncing' as const, since: 5 }
    const gadgets = { cluster: 'alpha', group: 'example.org', version: 'v1', resource: 'gadgets' }
    const filling = await rig.topic(gadgets, { status })
    await filling.write({ key: 'shop/one' })
    const client = await reader()
    client.say({
      type: 'subscribe',
      id: 's',
      topic: { ...gadgets, version: undefined },
      shape: 'row',
    })
    await client.frame('subscribed')
    await filling.write({ key: 'shop/two' })
    expect(client.of('snapshot')).toEqual([])
    await filling.setStatus({ state: 'live', since: 6 })
    await client.frame('synced')
    expect(keysOf(client)).toEqual(['alpha:shop/one', 'alpha:shop/two'])
  })

  it('is told of states and columns that change', async () => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things })
    await hand.setStatus({ state: 'stale', since: 7, reason: 'the watch was lost' })
    expect(await client.frame('status')).toMatchObject({
      state: 'stale',
      since: 7,
      reason: 'the watch was lost',
    })
    await hand.setStatus({ state: 'live', since: 8 })
    await client.frame('status', ({ state }) => state === 'live')
    const shape = { ...shapeOf(true), columns: [], hash: 'other' }
    await hand.setShape(shape)
    expect(await client.frame('columns')).toMatchObject({ shape })
    await hand.setShape(shapeOf(true))
  })

  it("shows Argus's own state by what the reader may list", async () => {
    const clusters = await rig.topic(clusterTopic('alpha'), { namespaced: false, listed: false })
    await clusters.write({ key: '/alpha', cells: ['live', 'v1.33', 3, 4, 99, 0] })
    const watches = await rig.topic(watchesTopic('alpha'), { namespaced: false, listed: false })
    const cells = ['Thing', 'live', 0, 7, 1, 0, 'r1']
    await watches.write({ key: '/example.org.things', cells }, { key: '/secret.org.plans', cells })
    const permissions = [{ apiGroup: 'example.org', resource: 'things', verb: 'list' as const }]
    const grant = { role: 'r', cluster: 'alpha', namespace: 'shop', permissions }
    const client = await rig.client(rig.auth.login([grant]))
    const own = { cluster: '*', group: 'argus.internal' }
    await client.subscribe({ id: 'c', topic: { ...own, resource: 'clusters' } })
    await client.subscribe({ id: 'w', topic: { ...own, resource: 'watches' } })
    expect(keysOf(client)).toEqual(['alpha:/alpha', 'alpha:/example.org.things'])
    expect(client.model.items.get('alpha:/alpha')?.cells).toEqual([
      'live',
      'v1.33',
      null,
      null,
      null,
      0,
    ])
    await watches.write('/secret.org.plans', '/example.org.things')
    await until(() => keysOf(client).length === 1, { what: 'the watch that ended' })
    expect([...client.model.named].toSorted()).toEqual([
      'alpha:/alpha',
      'alpha:/example.org.things',
    ])
  })

  it('moves its position on where nothing is for it, by a bookmark', async () => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things, name: 'nobody' })
    await hand.write({ key: 'shop/cart', labels: { app: 'web' } })
    await client.frame('bookmark')
    expect(client.model.faults).toEqual([])
  }, 15_000)
})
