import { expect, it } from '@jest/globals'
import { until } from '@argus/testkit/until'
import { SHORT } from '../follower.ts'
import { measureStall } from '../stall.ts'
import { type Bench, type Gadgets, equalAgain } from './bench.ts'
import { listsOf, on, requestsFor } from './requests.ts'

/** Faults of an open watch: it breaks, hangs, or says what it should not. */
export function streamFaults(bench: () => Bench): void {
  const breakAtNextLine = (gadgets: Gadgets, send: (line: string) => string) => {
    let broken = false
    return bench().proxy.intercept(
      on(gadgets, ['watch', 'streaming-list'], {
        rule: () => ({
          line: (line) => {
            if (broken || !line.includes('"MODIFIED"')) return [line]
            broken = true
            return { send: send(line), stop: 'reset' }
          },
        }),
      }),
    )
  }

  it.each([
    ['between lines', () => ''],
    ['inside a line', (line: string) => line.slice(0, line.length / 2)],
  ])('F-01 a connection reset %s resumes without a list', async (_, send) => {
    const { proxy } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a')
    await gadgets.create('b')
    using _fault = breakAtNextLine(gadgets, send)
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    const lists = listsOf(proxy, gadgets)
    await gadgets.update('a', { n: 1 })
    await gadgets.delete('b')
    await until(() => informer.statuses.some(({ state }) => state === 'stale'), {
      what: 'the loss',
    })
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
    expect(listsOf(proxy, gadgets)).toBe(lists)
    expect(informer.backwards).toEqual([])
  })

  it('F-02 a network that swallows packets is noticed, and nothing of the time is lost', async () => {
    const { network } = bench()
    const gadgets = await bench().define()
    await gadgets.create('a')
    const timing = { pingAfterMs: 300, pingTimeoutMs: 200, headMs: 700, handshakeMs: 700 }
    await using way = bench().open('network', { timing })
    await using informer = way.follow({
      resource: gadgets.resource,
      timing: { ...SHORT, silenceMs: 1_000 },
    })
    await informer.reaches('live')
    {
      using _hole = network.blackHole()
      await gadgets.update('a', { n: 1 })
      await gadgets.create('b')
      await until(() => informer.status?.state !== 'live', { what: 'the silence to be noticed' })
    }
    await informer.reaches('live')
    await equalAgain(informer, gadgets)
  })

  it('F-03 a stream that hangs is given up, and the others of its connection go on', async () => {
    const { proxy } = bench()
    const [hung, well] = [await bench().define(), await bench().define()]
    await hung.create('a')
    using _fault = proxy.intercept(
      on(hung, ['streaming-list', 'watch'], {
        times: 1,
        rule: () => ({
          line: (line) => (line.includes('"MODIFIED"') ? { send: '', stop: 'hang' } : [line]),
        }),
      }),
    )
    await using way = bench().open('lines')
    const timing = { ...SHORT, silenceMs: 2_500 }
    await using one = way.follow({ resource: hung.resource, timing })
    await using other = way.follow({ resource: well.resource })
    await one.reaches('live')
    await other.reaches('live')
    const watches = requestsFor(proxy, well, 'watch').length
    await hung.update('a', { n: 1 })
    await well.create('w')
    await equalAgain(other, well, 2_000)
    await equalAgain(one, hung)
    expect(other.states).toEqual(['syncing', 'live'])
    expect(requestsFor(proxy, well, 'watch')).toHaveLength(watches)
  })

  it('F-13 text of any kind arrives as it was written, however it is cut', async () => {
    const gadgets = await bench().define()
    using _cut = bench().proxy.intercept(
      on(gadgets, ['streaming-list', 'paged-list', 'watch'], { rule: () => ({ chunkBytes: 7 }) }),
    )
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    const text = 'line\u2028paragraph\u2029nul\u0000 quote" back\\ é 漢字 🎉'
    await gadgets.create('a', { text })
    await equalAgain(informer, gadgets)
    const { projection } = informer.copy.get('default/a') ?? {}
    expect(projection?.object['spec']).toMatchObject({ text })
    expect(JSON.parse(projection?.text ?? '')).toEqual(projection?.object)
  })

  it('F-14 a large object passes; one over the limit makes its own resource stale, and no other', async () => {
    const [large, small] = [await bench().define(), await bench().define()]
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: large.resource })
    await informer.reaches('live')
    {
      using stall = measureStall()
      await large.create('a', { blob: 'x'.repeat(1_300_000) })
      await equalAgain(informer, large)
      // The server, the proxy and the test in this thread included, each of which makes one string of it.
      if (bench().ways.inThisThread) expect(stall.longestMs).toBeLessThan(50)
    }

    await using narrow = bench().open('lines', { lineLimitBytes: 100_000 })
    await using other = narrow.follow({ resource: small.resource })
    await other.reaches('live')
    await using blocked = narrow.follow({ resource: large.resource })
    await until(() => blocked.status?.reason?.includes('larger than 100000 bytes'), {
      what: 'the reason',
    })
    await small.create('b')
    await equalAgain(other, small)
    expect(other.status?.state).toBe('live')
  })

  it('F-15 lines that come again, or from an older state, change nothing', async () => {
    const gadgets = await bench().define()
    const seen: string[] = []
    using _echo = bench().proxy.intercept(
      on(gadgets, ['streaming-list', 'watch'], {
        rule: () => ({
          line: (line) => {
            const lines = line.includes('BOOKMARK') ? [line] : [line, line, ...seen]
            if (!line.includes('BOOKMARK')) seen.push(line)
            return lines
          },
        }),
      }),
    )
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    await gadgets.create('a')
    await gadgets.update('a', { n: 1 })
    await gadgets.create('b')
    await gadgets.delete('b')
    await gadgets.create('c')
    await until(() => informer.copy.has('default/c'), { what: 'the last change' })
    await equalAgain(informer, gadgets)
    expect(informer.backwards).toEqual([])
    const upserts = informer.events.filter(({ type }) => type === 'upsert').length
    if (bench().ways.conflates) expect(upserts).toBeLessThanOrEqual(4)
    else expect(upserts).toBe(4)
    expect(informer.events.filter(({ type }) => type === 'deleted')).toHaveLength(1)
  })

  it('F-18 a server without bookmarks is not called stale for being quiet', async () => {
    const gadgets = await bench().define()
    using _quiet = bench().proxy.intercept(
      on(gadgets, ['streaming-list', 'watch'], {
        rule: () => ({ query: (query) => query.delete('allowWatchBookmarks') }),
      }),
    )
    await using way = bench().open('lines')
    const timing = { ...SHORT, silenceMs: 700, streamingListMs: 700 }
    await using informer = way.follow({ resource: gadgets.resource, timing })
    await informer.reaches('live')
    await until(() => requestsFor(bench().proxy, gadgets, 'watch').length > 2, {
      what: 'quiet watches',
    })
    await gadgets.create('a')
    await equalAgain(informer, gadgets)
    expect(informer.states).toEqual(['syncing', 'live'])
  })

  it('F-22 a line that is not JSON is never skipped: the watch resumes before it', async () => {
    const gadgets = await bench().define()
    let broken = 0
    using _fault = bench().proxy.intercept(
      on(gadgets, ['streaming-list', 'watch'], {
        rule: () => ({
          line: (line) => (line.includes('"MODIFIED"') && broken++ === 0 ? [`${line}}`] : [line]),
        }),
      }),
    )
    await using way = bench().open('lines')
    await using informer = way.follow({ resource: gadgets.resource })
    await informer.reaches('live')
    await gadgets.create('a')
    await gadgets.update('a', { n: 1 })
    await gadgets.create('b')
    await until(() => informer.statuses.some(({ state }) => state === 'stale'), {
      what: 'the loss',
    })
    await equalAgain(informer, gadgets)
    expect(broken).toBeGreaterThan(0)
    expect(informer.events.filter(({ type }) => type === 'upsert')).toHaveLength(3)
  })
}
