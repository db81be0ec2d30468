import type { Count } from '@argus/contracts/gateway-frame'
import type { Topic } from '@argus/contracts/topic'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import type { TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }
const all = { cluster: '*', group: '*', resource: '*' }
const kind = (resource: string, cluster = 'alpha'): Topic => ({ ...THINGS(cluster), resource })

describeWithRedis('a subscription to counts', () => {
  let rig: Rig
  let hand: TopicHand
  const reader = () => rig.client(rig.auth.login([everything()]))
  beforeAll(async () => {
    rig = await startRig()
    hand = await rig.topic(THINGS())
    await hand.write(
      { key: 'shop/cart', labels: { app: 'web' } },
      { key: 'shop/till', labels: { app: 'till' }, health: 'Failed' },
      { key: 'shop/desk' },
      { key: 'bank/vault', labels: { app: 'web' } },
    )
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('starts with all there are, tells what changes, and ends with 0 what is no more', async () => {
    const client = await reader()
    const { views } = await client.subscribe({ id: 's', topic: things, shape: 'count' })
    expect(views).toMatchObject([{ topic: THINGS(), status: { state: 'live' } }])
    expect(countsOf(client)).toEqual([
      { namespace: 'bank', health: 'Current', count: 1, changes: 0 },
      { namespace: 'shop', health: 'Current', count: 2, changes: 0 },
      { namespace: 'shop', health: 'Failed', count: 1, changes: 0 },
    ])
    await hand.write({ key: 'shop/till' }, { key: 'shop/cart' }, 'bank/vault')
    const { counts, first } = await client.frame('counts', (frame) => frame.first === undefined)
    expect(first).toBeUndefined()
    expect(counts.toSorted(byPlace)).toEqual([
      { namespace: 'bank', health: 'Current', count: 0, changes: 1 },
      { namespace: 'shop', health: 'Current', count: 3, changes: 2 },
      { namespace: 'shop', health: 'Failed', count: 0, changes: 1 },
    ])
    await hand.write({ key: 'shop/till', health: 'Failed' }, { key: 'bank/vault' })
    await until(() => countsOf(client).length === 3, { what: 'what came back' })
    expect(countsOf(client)).toMatchObject([{ changes: 1 }, { changes: 3 }, { changes: 1 }])
    expect(client.model.faults).toEqual([])
  })

  it.each([
    ['namespaces', { namespaces: ['bank', 'none'] }, ['bank Current 1']],
    ['a name', { name: 'till' }, ['shop Failed 1']],
    ['labels', { labels: 'app=desk' }, []],
    ['health', { health: ['Failed' as const, 'Unknown' as const] }, ['shop Failed 1']],
  ])('is narrowed by %s, as a list is', async (_, filter, counts) => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things, shape: 'count', ...filter })
    expect(textOf(client)).toEqual(counts)
  })

  it('says what does not lie in a namespace without one', async () => {
    const nodes = await rig.topic(kind('nodes'), { namespaced: false })
    await nodes.write({ key: '/one' }, { key: '/two', health: 'Unknown' })
    const client = await reader()
    await client.subscribe({ id: 's', topic: kind('nodes'), shape: 'count' })
    expect(countsOf(client)).toEqual([
      { health: 'Current', count: 1, changes: 0 },
      { health: 'Unknown', count: 1, changes: 0 },
    ])
  })

  it('tells a rush of changes a few times a second, to all readers in the same bytes', async () => {
    const rush = await rig.topic(kind('rushes'))
    const clients = [await reader(), await reader()]
    for (const client of clients)
      await client.subscribe({ id: 's', topic: kind('rushes'), shape: 'count' })
    const began = performance.now()
    for (let index = 0; index < 300; index += 1) await rush.write({ key: `shop/n${index}` })
    for (const client of clients)
      await until(() => textOf(client)[0] === 'shop Current 300', { what: 'the last of them' })
    const windows = (performance.now() - began) / 250
    const [told, same] = clients.map((client) =>
      client.of('counts').filter(({ first }) => first === undefined),
    )
    expect(told?.length).toBeLessThanOrEqual(Math.ceil(windows) + 1)
    expect(same).toEqual(told)
  })

  it('tells the state of a Topic, and counts nothing while its first list is under way', async () => {
    const fresh = await rig.topic(kind('fresh'), { status: { state: 'syncing', since: 1 } })
    await fresh.write({ key: 'shop/early' })
    const client = await reader()
    client.say({ type: 'subscribe', id: 's', topic: kind('fresh'), shape: 'count' })
    await client.frame('subscribed')
    expect(client.of('counts')).toEqual([])
    await fresh.setStatus({ state: 'live', since: 2 })
    await client.frame('synced')
    expect(client.of('status')).toMatchObject([{ state: 'live', since: 2 }])
    expect(textOf(client)).toEqual(['shop Current 1'])
  })

  it('follows a new epoch', async () => {
    const kept = await rig.topic(kind('epochs'))
    await kept.write({ key: 'shop/a' }, { key: 'shop/b', health: 'Failed' })
    const client = await reader()
    await client.subscribe({ id: 's', topic: kind('epochs'), shape: 'count' })
    await kept.startEpoch()
    await kept.write('shop/b', { key: 'shop/c' })
    await until(() => textOf(client).join() === 'shop Current 2', { what: 'what is there now' })
    expect(client.model.faults).toEqual([])
  })

  it('G-14 while changed rights cannot be read no counts are told; then all there may be, anew', async () => {
    const login = rig.auth.login([everything('alpha')])
    const client = await rig.client(login)
    const late = await rig.topic(kind('late'))
    await late.write({ key: 'shop/a' }, { key: 'bank/a' })
    const other = await reader()
    for (const it of [client, other])
      await it.subscribe({ id: 's', topic: kind('late'), shape: 'count' })
    const told = client.of('counts').length
    rig.auth.storeDown = true
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    await until(async () => (await failuresOf(rig)) > 0, { what: 'the attempt to read them' })
    await late.write({ key: 'bank/b' }, { key: 'shop/b' })
    await until(() => textOf(other).includes('bank Current 2'), { what: 'what others are told' })
    expect(client.of('counts').length).toBe(told)
    rig.auth.storeDown = false
    await until(() => textOf(client).join() === 'shop Current 2', { what: 'what is permitted' })
    expect(client.of('counts').slice(told)).toMatchObject([{ first: true, counts: [{ count: 2 }] }])
    expect(client.model.faults).toEqual([])
  })

  it('is refused where the rights end, and ends with them', async () => {
    const login = rig.auth.login([everything('alpha', 'shop')])
    const client = await rig.client(login)
    client.say({ type: 'subscribe', id: 'no', topic: kind('nodes'), shape: 'count' })
    expect(await client.frame('refused')).toMatchObject({ id: 'no', code: 'not_allowed' })
    await client.subscribe({ id: 's', topic: things, shape: 'count' })
    await rig.auth.regrant(login.userId, [])
    expect(await client.frame('ended')).toMatchObject({ id: 's', code: 'permission_lost' })
  })
})

describeWithRedis('a subscription to all kinds at once', () => {
  let rig: Rig
  let hand: TopicHand
  const reader = () => rig.client(rig.auth.login([everything()]))
  const failed = { topic: all, health: ['Failed' as const] }
  const kindsOf = (client: TestClient, id: string) =>
    client.model
      .viewsOf(id)
      .map(({ header: { topic } }) => `${topic.cluster}/${topic.resource}`)
      .toSorted()
  beforeAll(async () => {
    rig = await startRig()
    await rig.cluster('beta')
    hand = await rig.topic(THINGS())
    await rig.topic(kind('nodes', 'beta'), { namespaced: false })
    await hand.write({ key: 'shop/cart' }, { key: 'shop/till', health: 'Failed' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('shows what has failed, whatever and wherever it is', async () => {
    const client = await reader()
    await client.subscribe({ id: 's', ...failed })
    expect(kindsOf(client, 's')).toEqual(['alpha/things', 'beta/nodes'])
    expect([...client.model.items.keys()]).toEqual(['alpha:shop/till'])
    await hand.write({ key: 'shop/cart', health: 'Failed' })
    await until(() => client.model.items.has('alpha:shop/cart'), { what: 'what failed since' })
    await hand.write({ key: 'shop/cart' })
    await until(() => !client.model.items.has('alpha:shop/cart'), { what: 'its recovery' })
    expect(client.model.faults).toEqual([])
  })

  it.each([
    ['one cluster', { ...all, cluster: 'alpha' }, ['alpha/things']],
    ['one group', { ...all, group: 'example.org' }, ['alpha/things', 'beta/nodes']],
    ['a group that nothing is of', { ...all, group: 'other.org' }, []],
    ['one resource, of whatever group', { ...all, resource: 'nodes' }, ['beta/nodes']],
  ])('may be for %s', async (_, topic, kinds) => {
    const client = await reader()
    await client.subscribe({ id: 's', topic, shape: 'count' })
    expect(kindsOf(client, 's')).toEqual(kinds)
  })

  it('gains the kinds and clusters that appear, and loses those that go', async () => {
    const client = await reader()
    await client.subscribe({ id: 'rows', ...failed })
    await client.subscribe({ id: 'counts', topic: all, shape: 'count' })
    await rig.cluster('gamma')
    const later = await rig.topic(kind('later', 'gamma'))
    await later.write({ key: 'shop/new', health: 'Failed' })
    await until(() => client.model.items.has('gamma:shop/new'), { what: 'the new row' })
    await until(() => textOf(client, 'counts').includes('shop Failed 1'), { what: 'its count' })
    expect(kindsOf(client, 'counts')).toContain('gamma/later')
    await rig.writer.removeResource(later.topic)
    await until(() => client.of('view_removed').length === 2, { what: 'the end of the kind' })
    await rig.topic(kind('other', 'gamma'))
    await until(() => kindsOf(client, 'counts').includes('gamma/other'), { what: 'another kind' })
    await rig.writer.removeCluster('gamma')
    await until(() => kindsOf(client, 'counts').length === 2, { what: 'the end of the cluster' })
    expect(kindsOf(client, 'rows')).toEqual(['alpha/things', 'beta/nodes'])
    expect(client.model.faults).toEqual([])
  })

  it('makes the watchers follow nothing', async () => {
    const entry = { version: 'v1', namespaced: true, kind: 'Thing', shortNames: [] }
    await rig.writer.putResource(kind('unfollowed'), { ...entry, followed: false })
    const client = await reader()
    await client.subscribe({ id: 'rows', ...failed })
    await client.subscribe({ id: 'counts', topic: all, shape: 'count' })
    expect(kindsOf(client, 'counts')).toEqual(['alpha/things', 'beta/nodes'])
    expect(await rig.writer.readWanted(Date.now())).toEqual([])
  })

  it("holds none of Argus's own kinds", async () => {
    const client = await reader()
    const topic = { ...all, group: 'argus.internal' }
    await client.subscribe({ id: 's', topic, shape: 'count' })
    expect(kindsOf(client, 's')).toEqual([])
  })

  it.each([
    ['rows of whatever health', { topic: all }],
    ['objects', { ...failed, shape: 'object' }],
    ['a version', { topic: { ...all, version: 'v1' }, shape: 'count' }],
  ])('is refused for %s', async (_, request) => {
    const client = await reader()
    client.say({ type: 'subscribe', id: 's', shape: 'row', ...request })
    expect(await client.frame('refused')).toMatchObject({ id: 's', code: 'invalid_request' })
  })

  it('may be of very many Topics, which are told of as the client reads', async () => {
    const client = await reader()
    const many = Array.from({ length: 250 }, (_, index) => kind(`many${index}`))
    const entry = { version: 'v1', namespaced: true, kind: 'Thing', shortNames: [], followed: true }
    await client.subscribe({ id: 'before', topic: all, shape: 'count' })
    await Promise.all(many.map((topic) => rig.writer.putResource(topic, entry)))
    await until(() => kindsOf(client, 'before').length === 252, { what: 'the last of them' })
    client.say({ type: 'subscribe', id: 'many', topic: all, shape: 'count' })
    const { views } = await client.frame('subscribed', ({ id }) => id === 'many')
    expect(views.length).toBe(200)
    await until(() => kindsOf(client, 'many').length === 252, { what: 'the others' })
    expect(client.model.faults).toEqual([])
    await Promise.all(many.map((topic) => rig.writer.removeResource(topic)))
    await until(() => kindsOf(client, 'many').length === 2, { what: 'their end' })
  })

  it('is one of a few on a connection', async () => {
    const client = await reader()
    for (let index = 0; index < 9; index += 1)
      client.say({ type: 'subscribe', id: `s${index}`, topic: all, shape: 'count' })
    expect(await client.frame('refused')).toMatchObject({ id: 's8', code: 'too_many' })
    await until(() => client.of('subscribed').length === 8, { what: 'the others' })
  })

  it('G-17 tells of an unknown cluster what it tells of a forbidden one', async () => {
    const client = await rig.client(rig.auth.login([everything('alpha', 'shop')]))
    const answers = []
    for (const cluster of ['beta', 'nowhere']) {
      client.say({ type: 'subscribe', id: cluster, topic: { ...all, cluster }, shape: 'count' })
      const { id: _, ...answer } = await client.frame('refused', ({ id }) => id === cluster)
      answers.push(answer)
    }
    expect(answers[0]).toEqual(answers[1])
    await client.subscribe({ id: 'all', topic: all, shape: 'count' })
    expect(kindsOf(client, 'all')).toEqual(['alpha/things'])
  })
})

/** How often the gateway asked for rights in vain. */
async function failuresOf({ gateway }: Rig): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  const line = /argus_gateway_failures_total\{where="authority"[^}]*\} (\d+)/.exec(metrics)
  return Number(line?.[1] ?? 0)
}

function countsOf(client: TestClient, id = 's'): readonly Count[] {
  return client.model
    .viewsOf(id)
    .flatMap(({ counts }) => [...counts.values()])
    .toSorted(byPlace)
}

function textOf(client: TestClient, id?: string): readonly string[] {
  return countsOf(client, id).map(
    ({ namespace = '', health, count }) => `${namespace} ${health} ${count}`,
  )
}

function byPlace(one: Count, other: Count): number {
  const place = ({ namespace = '', health }: Count) => `${namespace} ${health}`
  return place(one).localeCompare(place(other))
}
