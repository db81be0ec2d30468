import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, THINGS } from './rig/rig.ts'

const { cluster, group, resource } = THINGS()
const ASK = { id: 's', topic: { cluster, group, resource }, shape: 'object', patch: true } as const
const PADDING = 'what stays as it is '.repeat(20)

describeWithRedis('a subscription with patches', () => {
  it('has the first change of an object whole, and what changed of each one after', async () => {
    await using rig = await startRig()
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/a', object: objectOf('shop/a', { ready: false }) })
    const client = await rig.client(rig.auth.login([everything()]))
    await client.subscribe(ASK)
    for (const ready of [true, false]) {
      await hand.write({ key: 'shop/a', object: objectOf('shop/a', { ready }) })
      await until(() => statusOf(client, 'shop/a')?.ready === ready, { what: 'the change' })
    }
    const [first, second] = client.of('events').flatMap(({ events }) => events)
    expect(first).toMatchObject({ type: 'MODIFIED', object: { status: { ready: true } } })
    expect(second).toMatchObject({ patch: { object: { status: { ready: false } } } })
    expect(JSON.stringify(second)).not.toContain(PADDING)
    expect(client.model.faults).toEqual([])
  })

  it('takes an object that is another one under the same key, or gains a null, whole', async () => {
    await using rig = await startRig()
    const hand = await rig.topic(THINGS())
    const client = await rig.client(rig.auth.login([everything()]))
    await client.subscribe(ASK)
    const write = async (status: Status, uid: string): Promise<void> => {
      await hand.write({ key: 'shop/a', uid, object: objectOf('shop/a', status) })
      await until(() => told(held(client)) === told(new Map([['shop/a', status]])), { what: 'it' })
    }
    await write({ ready: true }, 'one')
    await write({ ready: false }, 'one')
    await write({ ready: true }, 'two')
    await write({ ready: true, why: null }, 'two')
    const events = client.of('events').flatMap((frame) => frame.events)
    expect(events.map((event) => 'patch' in event)).toEqual([false, true, false, false])
    expect(client.model.faults).toEqual([])
  })

  it('is refused where no objects are asked for', async () => {
    await using rig = await startRig()
    await rig.topic(THINGS())
    const client = await rig.client(rig.auth.login([everything()]))
    client.say({ type: 'subscribe', ...ASK, shape: 'row' })
    expect(await client.frame('refused')).toMatchObject({ id: 's', code: 'invalid_request' })
  })

  it('of any edits, with clients that come, pause, dial another gateway and go, ends with what there is', async () => {
    await using rig = await startRig()
    const other = await rig.another()
    const urls = [rig.gateway.url, other.url]
    const hand = await rig.topic(THINGS())
    const login = rig.auth.login([everything()])
    const world = new Map<string, Status>()
    let patches = 0
    const clients = new Map<number, TestClient>()
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), edits: EDITS }) },
      fc.record({ do: fc.constant('dial' as const), who: fc.nat(2) }),
      fc.record({ do: fc.constant('pause' as const), who: fc.nat(2) }),
      fc.record({ do: fc.constant('settle' as const) }),
    )
    const settle = async (): Promise<void> => {
      for (const client of clients.values()) {
        client.socket.resume()
        await until(() => told(held(client)) === told(world), { what: 'what there is' })
        expect(client.model.faults).toEqual([])
      }
    }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const [index, it] of steps.entries()) {
          if (it.do === 'settle') await settle()
          else if (it.do === 'pause') clients.get(it.who)?.socket.pause()
          else if (it.do === 'dial') {
            const before = clients.get(it.who)
            before?.socket.resume()
            patches += before === undefined ? 0 : patchesOf(before)
            await before?.[Symbol.asyncDispose]()
            const url = urls[(index + it.who) % 2] ?? ''
            const client = await rig.client(login, { url, ...(before && { before }) })
            const at = [...(before?.model.views.values() ?? [])].at(0)?.at
            const from =
              at === undefined ? {} : { from: { [`${cluster}/${group}/${resource}`]: at } }
            await client.subscribe({ ...ASK, ...from })
            clients.set(it.who, client)
          } else
            for (const [key, status] of it.edits) {
              if (status === undefined) world.delete(key)
              else world.set(key, status)
              await hand.write(status === undefined ? key : { key, object: objectOf(key, status) })
            }
        }
        await settle()
      }),
      // Every schedule goes on where the one before left the clients, so none can be made smaller by itself.
      { numRuns: 25, endOnFailure: true },
    )
    for (const client of clients.values()) patches += patchesOf(client)
    expect(patches).toBeGreaterThan(50)
  }, 120_000)
})

interface Status {
  readonly ready: boolean
  readonly why?: string | null
  readonly conditions?: readonly { readonly type: string; readonly count: number }[]
}

const STATUS: fc.Arbitrary<Status> = fc.record(
  {
    ready: fc.boolean(),
    why: fc.constantFrom('none', 'slow', null),
    conditions: fc.array(fc.record({ type: fc.constantFrom('A', 'B'), count: fc.nat(3) }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['ready'], noNullPrototype: true },
)

const EDITS = fc.array(
  fc.tuple(
    fc.constantFrom('shop/a', 'shop/b', 'bank/a'),
    fc.oneof({ weight: 8, arbitrary: STATUS }, fc.constant(undefined)),
  ),
  { minLength: 1, maxLength: 6 },
)

function objectOf(key: string, status: Status): object {
  const [namespace, name] = key.split('/')
  return { metadata: { namespace, name }, spec: { PADDING }, status }
}

function statusOf(client: TestClient, key: string): { readonly ready?: unknown } | undefined {
  const [view] = client.model.viewsOf('s')
  const status = view?.items.get(key)?.object?.['status']
  return typeof status === 'object' && status !== null ? status : undefined
}

function held(client: TestClient): ReadonlyMap<string, unknown> {
  const [view] = client.model.viewsOf('s')
  return new Map([...(view?.items ?? [])].map(([key, { object }]) => [key, object?.['status']]))
}

/** Members in the order of their names: two objects that say the same are one text. */
function told(all: ReadonlyMap<string, unknown>): string {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return [...all]
    .map((entry) => JSON.stringify(entry, sorted))
    .toSorted()
    .join('\n')
}

function patchesOf(client: TestClient): number {
  const events = client.of('events').flatMap((frame) => frame.events)
  return events.filter((event) => 'patch' in event).length
}
