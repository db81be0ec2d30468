import { expect, it } from '@jest/globals'
import type { LineRule } from '@argus/testkit/line-proxy'
import { until } from '@argus/testkit/until'
import { SHORT } from '../follower.ts'
import { type Bench, equalAgain } from './bench.ts'
import {
  NO_STREAMING_LIST,
  askedFor,
  errorEvent,
  listsOf,
  on,
  refuse,
  requestsFor,
  status,
} from './requests.ts'

/** Faults that need a list, of a list, or of what may be asked. */
export function listFaults(bench: () => Bench): void {
  it.each([
    ['F-04 as the status', refuse(410, 'Gone')],
    ['F-05 as an event', errorEvent(410, 'Expired')],
  ])('%s: a forgotten version costs one list, and shows what vanished', async (_, gone) => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    for (const name of ['a', 'b', 'c']) await gadgets.create(name)
    await using way = bench().open('lines')
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
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    const lists = listsOf(proxy, gadgets)
    using _gone = proxy.intercept(on(gadgets, ['watch'], { times: 1, rule: gone }))
    await gadgets.update('a', { n: 1 })
    await gadgets.delete('b')
    await gadgets.delete('c')
    await gadgets.create('c')
    await until(() => requestsFor(proxy, gadgets, 'watch').length > 0, {
      what: 'the refused watch',
    })
    await until(() => informer.status?.state === 'live' && listsOf(proxy, gadgets) > lists, {
      what: 'the list',
    })
    await equalAgain(informer, gadgets)
    expect(listsOf(proxy, gadgets)).toBe(lists + 1)
    expect(informer.backwards).toEqual([])
    const ofC = informer.events.filter((event) => 'key' in event && event.key === 'default/c')
    expect(ofC.map(({ type }) => type)).toEqual(['upsert', 'deleted', 'upsert'])
  })

  it.each([
    ['as a stream', {}],
    ['in pages where there is none', { respond: NO_STREAMING_LIST().respond }],
  ])(
    'F-06 a token that has expired starts the list over, %s, with nothing taken back',
    async (_, streamed) => {
      const { proxy } = bench()
      const gadgets = await bench().define()
      for (let i = 0; i < 7; i++) await gadgets.create(`g${i}`)
      using _streamed = proxy.intercept(on(gadgets, ['streaming-list'], { rule: () => streamed }))
      let continued = 0
      const expired = refuse(410, 'Expired')
      const rule: LineRule = ({ query }) =>
        query.has('continue') && ++continued === 2 ? expired() : {}
      using _expired = proxy.intercept(on(gadgets, ['paged-list'], { rule }))
      await using way = bench().open('lines')
      await using informer = way.follow({
        resource: gadgets.resource,
        timing: { ...SHORT, pageSize: 2 },
      })
      await informer.reaches('live')
      await equalAgain(informer, gadgets)
      const types = informer.events.map(({ type }) => type)
      expect(types.filter((type) => type === 'synced')).toHaveLength(1)
      expect(types).not.toContain('deleted')
      expect(types.filter((type) => type === 'upsert')).toHaveLength(7)
    },
  )

  it.each(['watch', 'paged-list'] as const)(
    'F-07 a server that asks for time gets it, on a %s',
    async (asked) => {
      const { proxy } = bench()
      const gadgets = await bench().define()
      await gadgets.create('a')
      using _busy = proxy.intercept(
        on(gadgets, [asked], {
          times: 1,
          rule: refuse(429, 'TooManyRequests', { 'retry-after': '1' }),
        }),
      )
      await using way = bench().open('lines')
      await using informer = way.follow({ resource: gadgets.resource })
      await informer.reaches('live')
      await equalAgain(informer, gadgets)
      const [first, second] = requestsFor(proxy, gadgets, asked)
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990)
    },
  )

  it.each([
    ['as the status', refuse(503, 'ServiceUnavailable')],
    ['as an event', errorEvent(500, 'InternalError')],
  ])('F-08 a watch that keeps failing, %s, gives way to a list', async (_, failing) => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a')
    using _failing = proxy.intercept(on(gadgets, ['watch'], { times: 4, rule: failing }))
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    // Each watch that says so as an event is open, and live, for a moment.
    await until(() => requestsFor(proxy, gadgets, 'paged-list').length > 1, {
      timeoutMs: 20_000,
      what: 'the list',
    })
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
    expect(requestsFor(proxy, gadgets, 'paged-list')).toHaveLength(2)
  })

  it('F-09 a list that fails is tried again, and the state says why', async () => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a')
    const failing = proxy.intercept(
      on(gadgets, ['streaming-list', 'paged-list'], { rule: refuse(500, 'InternalError') }),
    )
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await until(() => listsOf(proxy, gadgets) > 3, { what: 'more attempts' })
    const { state } = await until(
      () => (informer.status?.reason?.includes('500') ? informer.status : undefined),
      { what: 'the reason' },
    )
    expect(state).toBe('syncing')
    failing[Symbol.dispose]()
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
  })

  it('F-10 a watch that ends at once, for ever, is no hot loop', async () => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    using _ends = proxy.intercept(
      on(gadgets, ['watch'], { rule: () => ({ respond: { status: 200 } }) }),
    )
    await using way = bench().open('lines')
    // A quarter of the real waits, so a quarter of the five seconds of the rule.
    const timing = { ...SHORT, backoff: { firstMs: 200, capMs: 7_500, resetMs: 30_000 } }
    await using informer = way.follow({ resource: gadgets.resource, timing })
    await until(() => requestsFor(proxy, gadgets, 'watch').length >= 4, { what: 'four watches' })
    const [first, , , fourth] = requestsFor(proxy, gadgets, 'watch')
    expect((fourth?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_250)
    expect(informer.states).toContain('stale')
  })

  it.each(['is refused', 'never ends', 'is not understood'])(
    'F-20 where a streaming list %s, pages are listed and used',
    async (how) => {
      const { proxy } = bench()
      const gadgets = await bench().define()
      for (const name of ['a', 'b', 'c']) await gadgets.create(name)
      using _expired = proxy.intercept(
        on(gadgets, ['paged-list'], { times: 1, rule: refuse(410, 'Expired') }),
      )
      using _fault = proxy.intercept(
        on(gadgets, ['streaming-list'], {
          rule: (request) => {
            if (how === 'is refused') return NO_STREAMING_LIST()
            if (how === 'never ends') {
              return { line: (line) => (line.includes('BOOKMARK') ? [] : [line]) }
            }
            expect(askedFor(request)).toBe('streaming-list')
            return { line: (line) => [line.replace('"k8s.io/initial-events-end"', '"other"')] }
          },
        }),
      )
      await using way = bench().open('lines')
      await using informer = way.follow({ resource: gadgets.resource })
      await informer.reaches('live')
      await gadgets.update('a', { n: 1 })
      await equalAgain(informer, gadgets)
      expect(requestsFor(proxy, gadgets, 'streaming-list')).toHaveLength(1)
      expect(requestsFor(proxy, gadgets, 'paged-list')).toHaveLength(2)
    },
  )

  it('F-21 a server that is behind is waited for, and never believed', async () => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a', { n: 0 })
    const behind = status(504, 'Timeout', {
      retryAfterSeconds: 0,
      causes: [{ reason: 'ResourceVersionTooLarge' }],
    })
    using _failing = proxy.intercept(
      on(gadgets, ['watch'], { times: 4, rule: refuse(500, 'InternalError') }),
    )
    await using way = bench().open('lines')
    let lists = 0
    const rule: LineRule = () => (++lists === 2 ? { respond: { status: 504, body: behind } } : {})
    using _behind = proxy.intercept(on(gadgets, ['paged-list'], { rule }))
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live', 20_000)
    await gadgets.update('a', { n: 1 })
    await equalAgain(informer, gadgets)
    expect(lists).toBe(3)
    const [, asked, last] = requestsFor(proxy, gadgets, 'paged-list')
    expect(asked?.query.get('resourceVersionMatch')).toBe('NotOlderThan')
    expect(last?.query.has('resourceVersion')).toBe(false)
    expect(informer.backwards).toEqual([])
  })
}
