import { expect, it } from '@jest/globals'
import { openApiServer } from '../src/api-server/api-server.ts'
import { runInformer } from '../src/informer.ts'
import { systemClock } from '../src/system-clock.ts'
import { startChildServer } from './child-server.ts'
import { measureStall } from './stall.ts'

/** Whoever wants to see the whole of it: `ARGUS_LIST_MEGABYTES=600 pnpm --filter @argus/informer test large-list`. */
const MEGABYTES = Number(process.env['ARGUS_LIST_MEGABYTES'] ?? 60)

const MAIN = new URL('./large-list-main.ts', import.meta.url).pathname

it.each([
  ['a stream', '1'],
  ['one page', '0'],
])(
  `F-14 a list of ${MEGABYTES} MB passes as %s, is never held, and holds up nothing for 50 ms`,
  async (_, STREAMED) => {
    await using server = await startChildServer(MAIN, {
      MEGABYTES: String(MEGABYTES),
      STREAMED,
    })
    await using api = openApiServer({ server: server.url, caData: server.caData })
    const stop = new AbortController()
    const informer = runInformer({
      api,
      resource: { group: 'test.example', version: 'v1', resource: 'things' },
      project: ({ metadata }) => ({ hash: metadata.resourceVersion }),
      clock: systemClock,
      signal: stop.signal,
    })
    let [seen, peak] = [0, 0]
    const before = process.memoryUsage()
    const held = ({ heapUsed, external }: NodeJS.MemoryUsage) =>
      (heapUsed + external - before.heapUsed - before.external) / 1_000_000
    using stall = measureStall()
    for await (const batch of informer) {
      seen += batch.filter(({ type }) => type === 'upsert').length
      peak = Math.max(peak, held(process.memoryUsage()))
      if (batch.some((event) => event.type === 'status' && event.status.state === 'live')) {
        stop.abort()
      }
    }
    expect(seen).toBe(Math.ceil((MEGABYTES * 1_000_000) / 5_000))
    expect(stall.longestMs).toBeLessThan(50)
    // What is not collected yet, and the index.
    expect(peak).toBeLessThan(Math.max(60, MEGABYTES / 3))
  },
  240_000,
)
