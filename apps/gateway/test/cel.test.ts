import type { Grant } from '@argus/contracts/grant'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { Request, TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }
const kind = (resource: string) => ({ ...things, resource })

/** An object of the tests: what an expression may ask about, or nothing of it. */
function thing(key: string, spec?: object) {
  const [namespace, name] = key.split('/')
  return { key, object: { metadata: { namespace, name }, ...(spec && { spec }) } }
}

describeWithRedis('a subscription with a CEL expression', () => {
  let rig: Rig
  let hand: TopicHand
  let count = 0
  const reader = (...grants: Grant[]) =>
    rig.client(rig.auth.login(grants.length > 0 ? grants : [everything()]))
  /** A resource that no other test writes. */
  const fresh = () => rig.topic({ ...THINGS(), resource: `kind${(count += 1)}` })
  beforeAll(async () => {
    rig = await startRig()
    hand = await rig.topic(THINGS())
    await hand.write(
      thing('shop/cart', { replicas: 3 }),
      thing('shop/till', { replicas: 1 }),
      thing('bank/vault', { replicas: 5 }),
      thing('bank/safe'),
    )
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  const keysOf = (client: TestClient) => [...client.model.items.keys()].toSorted()
  const shows = (client: TestClient, ...keys: string[]) =>
    until(() => JSON.stringify(keysOf(client)) === JSON.stringify(keys.toSorted()), {
      what: keys.join(),
    }).catch(() => expect(keysOf(client)).toEqual(keys.toSorted()))
  const several = 'object.spec.replicas > 2'

  it.each(['row', 'object'] as const)(
    'shows what meets it, in the shape %s, beside who asks for all',
    async (shape) => {
      const client = await reader()
      await client.subscribe({ id: 's', topic: things, cel: several, shape })
      expect(keysOf(client)).toEqual(['alpha:bank/vault', 'alpha:shop/cart'])
      const all = await reader()
      await all.subscribe({ id: 's', topic: things })
      expect(keysOf(all)).toHaveLength(4)
    },
  )

  it('goes together with the other filters, and with counts', async () => {
    const client = await reader()
    await client.subscribe({ id: 's', topic: things, cel: several, namespaces: ['shop'] })
    expect(keysOf(client)).toEqual(['alpha:shop/cart'])
    client.say({ type: 'subscribe', id: 'c', topic: things, cel: several, shape: 'count' })
    const counts = await client.frame('counts')
    expect(counts.counts.map(({ namespace, count: sum }) => [namespace, sum])).toEqual(
      expect.arrayContaining([
        ['bank', 1],
        ['shop', 1],
      ]),
    )
  })

  it('is told what enters and leaves, by an edit and by deletion, and nothing of the others', async () => {
    const own = await fresh()
    await own.write(thing('shop/a', { replicas: 3 }), thing('shop/b', { replicas: 1 }))
    const client = await reader()
    await client.subscribe({ id: 's', topic: kind(own.topic.resource), cel: several })
    await own.write(thing('shop/b', { replicas: 4 }), thing('shop/c', { replicas: 1 }))
    await shows(client, 'alpha:shop/a', 'alpha:shop/b')
    await own.write(thing('shop/a'), thing('shop/c', { replicas: 2 }))
    await shows(client, 'alpha:shop/b')
    expect(client.of('events').at(-1)?.events).toEqual([{ type: 'DELETED', key: 'shop/a' }])
    await own.write('shop/b', 'shop/c')
    await shows(client)
    expect([...client.model.named].toSorted()).toEqual(['alpha:shop/a', 'alpha:shop/b'])
    expect(client.model.faults).toEqual([])
  })

  it('survives a new epoch', async () => {
    const own = await fresh()
    await own.write(thing('shop/a', { replicas: 3 }))
    const client = await reader()
    await client.subscribe({ id: 's', topic: kind(own.topic.resource), cel: several })
    await own.startEpoch()
    await own.write(thing('shop/b', { replicas: 9 }), thing('shop/d', { replicas: 0 }))
    await until(() => client.model.items.has('alpha:shop/b'), { what: 'the new epoch' })
    expect(client.model.items.has('alpha:shop/d')).toBe(false)
    expect(client.model.faults).toEqual([])
  })

  it('follows its rights', async () => {
    const login = rig.auth.login([everything('alpha', 'shop')])
    const client = await rig.client(login)
    await client.subscribe({ id: 's', topic: things, cel: several })
    expect(keysOf(client)).toEqual(['alpha:shop/cart'])
    await rig.auth.regrant(login.userId, [everything('alpha', 'bank')])
    await shows(client, 'alpha:bank/vault')
    expect(client.of('moved')).toHaveLength(1)
    expect([...client.model.named].toSorted()).toEqual(['alpha:bank/vault', 'alpha:shop/cart'])
    expect(client.model.faults).toEqual([])
  })

  it('is not for who may list, and not read the objects', async () => {
    const lists: Grant = {
      ...everything(),
      permissions: (['list', 'watch'] as const).map((verb) => ({
        apiGroup: '*',
        resource: '*',
        verb,
      })),
    }
    const client = await reader(lists)
    await client.subscribe({ id: 'rows', topic: things })
    client.say({ type: 'subscribe', id: 's', topic: things, cel: several, shape: 'row' })
    const { code } = await client.frame('refused')
    expect(code).toBe('not_allowed')
    client.say({ type: 'subscribe', id: 'c', topic: things, cel: several, shape: 'count' })
    expect((await client.frame('refused', ({ id }) => id === 'c')).code).toBe('not_allowed')
  })

  it.each([
    ['what is no CEL', { cel: 'object.spec ==' }, 'bad_selector'],
    ['an unknown variable', { cel: 'objet.spec == 1' }, 'bad_selector'],
    ['all kinds', { cel: several, topic: kind('*'), shape: 'count' as const }, 'invalid_request'],
    [
      'what Argus says of itself',
      { cel: several, topic: { cluster: 'alpha', group: 'argus.internal', resource: 'watches' } },
      'invalid_request',
    ],
  ])('is refused for %s', async (_, request: Partial<Request>, code) => {
    const client = await reader()
    client.say({ type: 'subscribe', id: 's', topic: things, shape: 'row', ...request })
    expect((await client.frame('refused')).code).toBe(code)
  })

  it('is one of eight at most', async () => {
    const client = await reader()
    for (let index = 0; index < 9; index += 1)
      client.say({ type: 'subscribe', id: `s${index}`, topic: things, cel: several, shape: 'row' })
    const { id, code, message } = await client.frame('refused')
    expect([id, code]).toEqual(['s8', 'too_many'])
    expect(message).toContain('at most 8 subscriptions with a CEL expression')
  })

  it('shares its View with an equal one, and no other', async () => {
    const viewOf = async (request: Partial<Request>) => {
      const client = await reader()
      const { views } = await client.subscribe({ id: 's', topic: things, ...request })
      return views.map(({ view }) => view)
    }
    const one = await viewOf({ cel: several })
    expect(await viewOf({ cel: several })).toEqual(one)
    expect(await viewOf({ cel: 'object.spec.replicas > 4' })).not.toEqual(one)
    expect(await viewOf({})).not.toEqual(one)
  })

  it('resumes with what changed, and not under another expression', async () => {
    const own = await fresh()
    const topic = kind(own.topic.resource)
    await own.write(...['a', 'b', 'c'].map((name) => thing(`shop/${name}`, { replicas: 3 })))
    const login = rig.auth.login([everything()])
    const before = await rig.client(login)
    const { views } = await before.subscribe({ id: 's', topic, cel: several })
    const at = before.model.views.get(views[0]?.view ?? 0)?.at ?? ''
    const from = { [`alpha/example.org/${topic.resource}`]: at }
    await before[Symbol.asyncDispose]()
    await own.write(thing('shop/a', { replicas: 1 }), thing('shop/d', { replicas: 7 }), 'shop/b')
    const client = await rig.client(login, { before })
    await client.subscribe({ id: 's', topic, cel: several, from })
    await shows(client, 'alpha:shop/c', 'alpha:shop/d')
    expect(client.of('synced').map(({ resumed }) => resumed)).toEqual([true])
    expect(client.of('snapshot')).toEqual([])
    const other = await rig.client(login)
    await other.subscribe({ id: 's', topic, cel: 'object.spec.replicas > 5', from })
    expect(other.of('synced').map(({ resumed }) => resumed)).toEqual([false])
    expect(keysOf(other)).toEqual(['alpha:shop/d'])
    expect([...client.model.faults, ...other.model.faults]).toEqual([])
  })

  it('shows after any edits what an independent judge chooses, in rows and in objects', async () => {
    const own = await fresh()
    const topic = kind(own.topic.resource)
    const clients = await Promise.all([reader(), reader()])
    const [rows, objects] = clients
    const cel = 'object.spec.replicas > 2 && object.spec.ports.exists(port, port == 443)'
    await rows.subscribe({ id: 's', topic, cel })
    await objects.subscribe({ id: 's', topic, cel, shape: 'object' })
    const world = new Map<string, { replicas?: number; ports?: number[] } | undefined>()
    const spec = fc.option(
      fc.record(
        {
          replicas: fc.integer({ min: 0, max: 5 }),
          ports: fc.array(fc.constantFrom(80, 443), { maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    )
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const edit = fc.record({ name, gone: fc.boolean(), spec })
    const step = fc.uniqueArray(edit, { selector: (it) => it.name, minLength: 1 })
    const property = fc.asyncProperty(fc.array(step, { maxLength: 4 }), async (steps) => {
      for (const edits of steps) {
        const written = edits.map(({ name: of, gone, spec: next }) => {
          const key = `shop/${of}`
          if (gone) world.delete(key)
          else world.set(key, next)
          return gone ? key : thing(key, next)
        })
        await own.write(...written)
      }
      const chosen = [...world].flatMap(([key, held]) =>
        (held?.replicas ?? 0) > 2 && held?.ports?.includes(443) === true ? [`alpha:${key}`] : [],
      )
      for (const client of clients) await shows(client, ...chosen)
      const specs = () =>
        [...objects.model.items.values()].every(
          ({ key, object }) => JSON.stringify(object?.['spec']) === JSON.stringify(world.get(key)),
        )
      await until(specs, { what: 'the newest objects' })
    })
    await fc.assert(property, { numRuns: 60 })
    expect(clients.flatMap(({ model }) => model.faults)).toEqual([])
  }, 60_000)
})
