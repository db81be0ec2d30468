import { expect, it } from '@jest/globals'
import { until } from '@argus/testkit/until'
import { SHORT } from '../follower.ts'
import { type Bench, equalAgain } from './bench.ts'
import { listsOf, requestsFor } from './requests.ts'

/** Many watches, and the connections that carry them. */
export function connectionFaults(bench: () => Bench): void {
  it('F-11 the watches that an edited definition ends come back spread, and nothing is lost', async () => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a')
    await using way = bench().open('lines')
    // Half of the real spread, so half of the three seconds of the rule.
    const timing = { ...SHORT, spreadMs: 2_500, streamingListMs: 10_000 }
    await using informers = many(WATCHES, () => way.follow({ resource: gadgets.resource, timing }))
    await informers.each((informer) => informer.reaches('live', 30_000))
    // One that listed in pages is live before its first watch is open: what it is told of now came by that watch.
    await gadgets.create('told-by-the-watch')
    await informers.each((informer) => equalAgain(informer, gadgets, 30_000))
    const [lists, editedAt] = [listsOf(proxy, gadgets), performance.now()]
    const after = (at: number) => at > editedAt
    const returned = () =>
      requestsFor(proxy, gadgets, 'watch')
        .map(({ at }) => at)
        .filter(after)
    await gadgets.edit()
    await until(() => returned().length > 0, { timeoutMs: 30_000, what: 'the watches to end' })
    await gadgets.update('a', { n: 1 })
    await gadgets.create('b')
    await informers.each((informer) => equalAgain(informer, gadgets, 30_000))
    await informers.each((informer) => informer.reaches('live', 30_000))
    await until(() => returned().length >= WATCHES, {
      timeoutMs: 30_000,
      what: 'all watches to come back',
    })
    const returns = returned()
    expect(Math.max(...returns) - Math.min(...returns)).toBeGreaterThan(1_500)
    // Each watch that comes back finds its version forgotten, and lists: at most as a stream, then in pages.
    expect(listsOf(proxy, gadgets) - lists).toBeLessThanOrEqual(2 * WATCHES)
    const listed = ['streaming-list', 'paged-list'] as const
    const spread = listed
      .flatMap((kind) => requestsFor(proxy, gadgets, kind).map(({ at }) => at))
      .filter(after)
    if (spread.length > WATCHES / 2) {
      expect(Math.max(...spread) - Math.min(...spread)).toBeGreaterThan(1_500)
    }
    await informers.each(async ({ backwards }) => expect(backwards).toEqual([]))
  }, 120_000)

  it('F-25 a resource on which nothing happens costs no list, however much happens elsewhere', async () => {
    const { proxy } = bench()
    const [quiet, busy] = [await bench().define(), await bench().define()]
    await quiet.create('a')
    await using way = bench().open('lines')
    // Seconds for minutes: a watch asks for five to ten of them, and bookmarks come every one or two.
    const timing = { ...SHORT, watchSeconds: [3, 4], silenceMs: 20_000 } as const
    await using informer = way.follow({ resource: quiet.resource, timing })
    await informer.reaches('live')
    const lists = listsOf(proxy, quiet)
    const opened = requestsFor(proxy, quiet, 'watch').length
    const from = performance.now()
    for (let i = 0; performance.now() - from < QUIET_MS; i++) {
      await busy.create(`b${i}`)
      // The version of its last change is forgotten: only what bookmarks told can be resumed from.
      if (i === 2) await bench().server.compact()
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    expect(listsOf(proxy, quiet)).toBe(lists)
    expect(requestsFor(proxy, quiet, 'watch').length - opened).toBeLessThanOrEqual(2)
    expect(informer.states).toEqual(['syncing', 'live'])
    await quiet.update('a', { n: 1 })
    await equalAgain(informer, quiet)
  })
}

const WATCHES = 50
const QUIET_MS = 6_000

/** HTTP/2 alone: many streams on a connection. */
export function manyStreams(bench: () => Bench): void {
  it('F-24 250 watches need three connections, and the requests one more', async () => {
    const { network } = bench()
    const { resource } = await bench().define()
    await until(() => network.connections === 0, { what: 'the end of what was before' })
    await using way = bench().open('network')
    await using informers = many(250, () => way.follow({ resource }))
    await informers.each((informer) => informer.reaches('live', 30_000))
    expect(network.connections).toBe(4)
  }, 60_000)
}

/** HTTP/2 alone: a server that wants new streams elsewhere, or fewer of them, as it is told or was started. */
export function streamLimits(bench: () => Bench): void {
  it('F-19 a connection that is going away keeps its watches, and gets no new ones', async () => {
    const { network, server } = bench()
    const gadgets = await bench().define()
    const { resource } = gadgets
    await using way = bench().open('network')
    await using informer = way.follow({ resource })
    await informer.reaches('live')
    const open = network.connections
    server.goAway?.()
    await until(
      async () => {
        // The connection for requests goes away too where it has nothing to do.
        await using another = way.follow({ resource })
        await another.reaches('live')
        return network.connections > open
      },
      { what: 'a connection beside the one that is going away' },
    )
    await gadgets.create('a')
    await equalAgain(informer, gadgets)
    expect(informer.states).toEqual(['syncing', 'live'])
  })

  it('F-24 where ten streams are allowed there are more connections, and no watch is refused for good', async () => {
    const { network, server } = bench()
    const { resource } = await bench().define()
    await until(() => network.connections === 0, { what: 'the end of what was before' })
    await using way = bench().open('network')
    await using first = many(5, () => way.follow({ resource }))
    await first.each((informer) => informer.reaches('live'))
    using _limit = server.limitStreams?.(10)
    await using more = many(30, () => way.follow({ resource }))
    await more.each((informer) => informer.reaches('live'))
    // Four for the watches and one for requests; where some go away at random, that one may just be gone.
    const [least, most] = server.limitStreams ? [5, 5] : [4, 10]
    expect(network.connections).toBeGreaterThanOrEqual(least)
    expect(network.connections).toBeLessThanOrEqual(most)
  })
}

function many<T extends AsyncDisposable>(count: number, make: () => T) {
  const all = Array.from({ length: count }, make)
  return {
    async each(act: (one: T) => Promise<unknown>): Promise<void> {
      await Promise.all(all.map(act))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
    },
  }
}
