import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

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

  it('G-14 a lost right takes exactly its objects, and later ones never come', async () => {
    const login = rig.auth.login([everything('alpha', 'shop'), everything('alpha', 'bank')])
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things })
    const committed = performance.now()
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    expect(await client.frame('moved')).toMatchObject({
      id: 's',
      events: [{ type: 'DELETED', key: 'bank/b' }],
    })
    expect(performance.now() - committed).toBeLessThan(2_000)
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

  it('G-14 a gained right brings exactly its objects', async () => {
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

  it('G-14 while changed rights cannot be read nothing more is delivered; then everything is, once', async () => {
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

  it('G-14 what was asked for and taken back in one breath is not told, and no right keeps it', async () => {
    const login = rig.auth.login([everything('alpha')])
    const client = await rig.client(login)
    await client.subscribe({ id: 'witness', topic: things, name: 'witness' })
    for (const id of ['a', 'b', 'c']) {
      client.say({ type: 'subscribe', id, topic: things, shape: 'row' })
      client.say({ type: 'unsubscribe', id })
    }
    await hand.write({ key: 'shop/witness' })
    await until(() => client.model.items.has('alpha:shop/witness'), { what: 'the first change' })
    await rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    await client.frame('moved')
    await hand.write({ key: 'bank/unseen' }, 'shop/witness')
    await until(() => !client.model.items.has('alpha:shop/witness'), { what: 'the last change' })
    expect([...client.model.named]).toEqual(['alpha:shop/witness'])
    await hand.write('bank/unseen')
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

  it('G-17 who is refused learns nothing from the time it takes', async () => {
    await rig.cluster('hidden-too')
    await rig.topic(THINGS('hidden-too'))
    const client = await rig.client(rig.auth.login([everything('alpha', 'shop')]))
    const times = new Map<string, number[]>([
      ['hidden-too', []],
      ['nowhere', []],
    ])
    for (let round = 0; round < 60; round += 1)
      for (const [cluster, spent] of times) {
        const id = `${cluster}.${round}`
        const begun = performance.now()
        client.say({ type: 'subscribe', id, topic: { ...things, cluster }, shape: 'row' })
        while (client.of('refused').at(-1)?.id !== id) await new Promise(setImmediate)
        spent.push(performance.now() - begun)
      }
    const [hidden = 0, nowhere = 0] = [...times.values()].map(
      (spent) => spent.toSorted((one, other) => one - other)[spent.length >> 1],
    )
    expect(Math.abs(hidden - nowhere)).toBeLessThan(Math.max(hidden, nowhere) / 2)
  })

  it('G-17 what somebody may not see is wished for by no watcher, however they ask', async () => {
    const client = await rig.client(rig.auth.login([everything('alpha', 'shop')]))
    const ask = (id: string, topic: object, more: object = {}) =>
      client.say({ type: 'subscribe', id, shape: 'row', ...more, topic: { ...things, ...topic } })
    ask('hidden', { cluster: 'hidden', resource: 'unheards' })
    ask('nowhere', { cluster: 'nowhere', resource: 'unheards' })
    ask('secret', { group: 'core', resource: 'secrets' })
    ask('namespace', { resource: 'unheards' }, { namespaces: ['bank'] })
    ask('all', { cluster: '*', group: 'core', resource: 'secrets' })
    ask('permitted', { resource: 'permitteds' }) // asked last, so that it shows that all were
    const wanted = () => rig.writer.readWanted(Date.now())
    await until(async () => (await wanted()).length > 0, { what: 'what is permitted' })
    expect(await wanted()).toEqual([{ ...things, resource: 'permitteds' }])
    await until(() => client.of('refused').length === 5, { what: 'the refusals' })
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

async function failures(rig: Rig): Promise<number> {
  const metrics = await (await fetch(`${rig.gateway.url}/metrics`)).text()
  return Number(
    /argus_gateway_failures_total\{where="authority"[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0,
  )
}
