import { expect, it } from '@jest/globals'
import { until } from '@argus/testkit/until'
import { type Bench, equalAgain } from './bench.ts'
import { listsOf, on, refuse, requestsFor } from './requests.ts'
import { POISONED } from './way.ts'

/** What the server may not, or does not, serve; and what the reader does. */
export function accessFaults(bench: () => Bench): void {
  it.each([
    [401, 'Unauthorized', 'unreachable'],
    [403, 'Forbidden', 'forbidden'],
  ] as const)(
    'F-23 a %i is a state, and is over when the server says so',
    async (code, reason, state) => {
      const { proxy } = bench()
      const gadgets = await bench().define()
      await gadgets.create('a')
      const refused = proxy.intercept(
        on(gadgets, ['streaming-list', 'paged-list', 'watch'], { rule: refuse(code, reason) }),
      )
      await using way = bench().open('lines')
      await using informer = way.follow({ resource: gadgets.resource })
      const status = await informer.reaches(state)
      expect(status.reason).toContain(String(code))
      refused[Symbol.dispose]()
      await informer.reaches('live')
      await equalAgain(informer, gadgets)
    },
  )

  it('F-23 a definition that is removed takes its objects along; back again, it goes on', async () => {
    const gadgets = await bench().define()
    await gadgets.create('a')
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    await gadgets.undefine()
    await informer.reaches('absent', 20_000)
    expect([...informer.copy]).toEqual([])
    await gadgets.redefine()
    await informer.reaches('live', 20_000)
    await gadgets.create('a')
    await equalAgain(informer, gadgets)
  }, 60_000)

  it('F-12 an object deleted and made again in a gap is gone, then new', async () => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a')
    await gadgets.create('trigger')
    let cut = false
    using _cut = proxy.intercept(
      on(gadgets, ['streaming-list', 'watch'], {
        rule: () => ({
          line: (line) => {
            if (cut || !line.includes('"MODIFIED"')) return [line]
            cut = true
            return { send: '', stop: 'reset' }
          },
        }),
      }),
    )
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    const down = proxy.intercept(
      on(gadgets, ['watch'], { rule: refuse(503, 'ServiceUnavailable') }),
    )
    const before = informer.copy.get('default/a')?.uid
    await gadgets.update('trigger', { n: 1 })
    await until(() => cut, { what: 'the gap' })
    await gadgets.delete('a')
    await gadgets.create('a')
    down[Symbol.dispose]()
    await equalAgain(informer, gadgets)
    const ofA = informer.events.filter((event) => 'key' in event && event.key === 'default/a')
    expect(ofA).toMatchObject([
      { type: 'upsert', uid: before },
      { type: 'deleted', uid: before },
      { type: 'upsert', change: 'ADDED' },
    ])
    expect(informer.copy.get('default/a')?.uid).not.toBe(before)
  })

  it('F-16 an object that cannot be projected is withheld by name, and stops nothing', async () => {
    const gadgets = await bench().define()
    await gadgets.create('a')
    await gadgets.create('bad', { bad: true })
    await using way = bench().open('lines')
    await using informer = way.follow({
      resource: gadgets.resource,
      poison: '"bad":true',
    })
    await informer.reaches('live')
    await gadgets.create('c')
    await until(() => informer.copy.has('default/c'), { what: 'the others' })
    expect([...informer.copy.keys()].toSorted()).toEqual(['default/a', 'default/c'])
    expect(informer.events).toContainEqual({
      type: 'withheld',
      key: 'default/bad',
      reason: POISONED,
    })
    await gadgets.update('bad', { bad: false })
    await equalAgain(informer, gadgets)
  })

  it.each(['in back-off', 'in a streaming list', 'in a paged list', 'in a watch'])(
    'F-17 stopped %s, it asks for nothing more and leaves nothing open',
    async (where) => {
      const { proxy } = bench()
      const gadgets = await bench().define()
      await gadgets.create('a')
      const hang = () => ({ line: () => ({ send: '', stop: 'hang' }) as const })
      using _pages = proxy.intercept(
        on(gadgets, where.endsWith('list') ? ['paged-list'] : [], {
          rule: where === 'in a paged list' ? hang : refuse(410, 'Expired'),
        }),
      )
      using _streamed = proxy.intercept(on(gadgets, ['streaming-list'], { rule: hang }))
      using _watch = proxy.intercept(
        on(gadgets, where === 'in back-off' ? ['watch'] : [], {
          rule: refuse(503, 'ServiceUnavailable'),
        }),
      )
      const open = proxy.connections
      const way = bench().open('lines')
      const informer = way.follow({ resource: gadgets.resource })
      await until(
        () =>
          where === 'in back-off'
            ? informer.status?.reason?.includes('503')
            : where === 'in a watch'
              ? informer.status?.state === 'live'
              : requestsFor(
                  proxy,
                  gadgets,
                  where === 'in a paged list' ? 'paged-list' : 'streaming-list',
                ).length > 0,
        { what: where },
      )
      await informer.stop()
      await way[Symbol.asyncDispose]()
      const asked = listsOf(proxy, gadgets) + requestsFor(proxy, gadgets, 'watch').length
      await until(() => proxy.connections <= open, { what: 'the connections to close' })
      // Longer than any back-off that could still be running.
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(listsOf(proxy, gadgets) + requestsFor(proxy, gadgets, 'watch').length).toBe(asked)
    },
  )
}
