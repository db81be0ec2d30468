import { expect, it } from '@jest/globals'
import type { LineRule } from '@argus/testkit/line-proxy'
import { until } from '@argus/testkit/until'
import { SHORT } from '../follower.ts'
import { type Bench, equalAgain } from './bench.ts'
import { NO_STREAMING_LIST, on, requestsFor } from './requests.ts'

/** What a server, or the network before it, does by itself. The last ones break every connection. */
export function serverFaults(bench: () => Bench): void {
  it('F-06 a token that the server itself has forgotten starts the list over', async () => {
    const { proxy, server } = bench()
    const gadgets = await bench().define()
    for (let i = 0; i < 7; i++) await gadgets.create(`g${i}`)
    using _refused = proxy.intercept(on(gadgets, ['streaming-list'], { rule: NO_STREAMING_LIST }))
    let forgotten: Promise<void> | undefined
    const forget = async () => {
      await gadgets.create('late')
      await server.compact()
    }
    // The second page is not asked for before its token is worth nothing.
    const rule: LineRule = ({ query }) =>
      query.has('continue') ? { after: (forgotten ??= forget()) } : {}
    using _late = proxy.intercept(on(gadgets, ['paged-list'], { rule }))
    await using way = bench().open('lines')
    await using informer = way.follow({
      resource: gadgets.resource,
      timing: { ...SHORT, pageSize: 2 },
    })
    await until(() => informer.events.some(({ type }) => type === 'synced'), { what: 'the list' })
    expect(informer.events.map(({ type }) => type)).not.toContain('deleted')
    const keys = informer.events.flatMap((event) => (event.type === 'upsert' ? [event.key] : []))
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.toSorted()).toEqual([...(await gadgets.list()).keys()].toSorted())
    const starts = requestsFor(proxy, gadgets, 'paged-list').filter(
      ({ query }) => !query.has('continue'),
    )
    expect(starts).toHaveLength(2)
  })

  it('F-23 a right that is withdrawn is a state; given back, it goes on', async () => {
    const { network, server } = bench()
    const gadgets = await bench().define()
    const visitor = await server.admit(gadgets.resource)
    await gadgets.create('a')
    await using way = bench().open('network', { token: visitor.token })
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    await visitor.withdraw()
    // A server does not end the watches of those who lose their right: the next request meets it.
    await until(
      () => {
        if (informer.status?.state === 'live') network.reset()
        return informer.status?.state === 'forbidden'
      },
      { what: 'the refusal' },
    )
    await gadgets.update('a', { n: 1 })
    await gadgets.create('b')
    await visitor.readmit()
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
    expect(informer.backwards).toEqual([])
  })

  it('F-02 a server that is frozen is noticed, and followed again when it goes on', async () => {
    const gadgets = await bench().define()
    await bench().settled()
    await gadgets.create('a')
    const timing = { pingAfterMs: 300, pingTimeoutMs: 200, headMs: 700, handshakeMs: 700 }
    await using way = bench().open('network', { timing })
    await using informer = way.follow({
      resource: gadgets.resource,
      timing: { ...SHORT, silenceMs: 1_000 },
    })
    await informer.reaches('live')
    {
      using _frozen = bench().pause()
      const status = await until(
        () => (informer.status?.state === 'live' ? undefined : informer.status),
        { what: 'the silence to be noticed' },
      )
      expect(status.reason).not.toBe('')
    }
    await gadgets.update('a', { n: 1 })
    await gadgets.create('b')
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
    expect(informer.backwards).toEqual([])
  })

  it('F-01 a network that is down for a while is one outage, over within one back-off', async () => {
    const { network } = bench()
    const gadgets = await bench().define()
    for (const name of ['a', 'b']) await gadgets.create(name)
    await using way = bench().open('network')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    let upAt: number
    {
      using _down = network.refuse()
      network.reset()
      await informer.reaches('unreachable')
      await gadgets.update('a', { n: 1 })
      await gadgets.delete('b')
      upAt = performance.now()
    }
    await informer.reaches('live')
    // The longest wait of these informers, and the time to connect.
    expect(performance.now() - upAt).toBeLessThan(500 + 1_000)
    await equalAgain(informer, gadgets)
    expect(informer.statuses.filter(({ state }) => state === 'unreachable').at(-1)?.since).toBe(
      informer.statuses.find(({ state }) => state === 'stale')?.since,
    )
  })

  it('F-04 a server that starts again without its history is listed once, and nothing is lost', async () => {
    const { network, server } = bench()
    const gadgets = await bench().define()
    await bench().settled()
    for (const name of ['a', 'b', 'c']) await gadgets.create(name)
    await using way = bench().open('network')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    {
      using _down = network.refuse()
      network.reset()
      await informer.reaches('unreachable')
      await gadgets.update('a', { n: 1 })
      await gadgets.delete('b')
      await gadgets.delete('c')
      await gadgets.create('c')
      await server.compact()
      await server.restart()
    }
    const lists = () => informer.events.filter(({ type }) => type === 'synced').length
    // A watch that is told by an event that its version is forgotten is open, and live, for a moment.
    await until(() => lists() > 1, { what: 'the list' })
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
    expect(lists()).toBe(2)
    expect(informer.backwards).toEqual([])
    const ofC = informer.events.filter((event) => 'key' in event && event.key === 'default/c')
    expect(ofC.map(({ type }) => type)).toEqual(['upsert', 'deleted', 'upsert'])
  }, 120_000)
}
