import { expect, it } from '@jest/globals'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { openApiServer } from '../src/api-server/api-server.ts'
import { INFORMER_TIMING } from '../src/timing.ts'
import { startChildServer } from './child-server.ts'
import { type Follower, follow } from './follower.ts'
import { measureStall } from './stall.ts'

const MAIN = new URL('./hostile-cluster-main.ts', import.meta.url).pathname
const WAYS = [
  'endless-lines',
  'endless-lists',
  'endless-refusals',
  'endless-nothing',
  'huge-objects',
  'slow-bytes',
  'slow-heads',
  'bad-json',
  'deep-json',
  'storms-of-429',
  'storms-of-410',
  'storms-of-500',
]

it('W-12 a hostile cluster holds up no other, is not asked in a loop, and fills no memory', async () => {
  await using server = await startFakeApiServer()
  await using hostile = await startChildServer(MAIN)
  await using well = openApiServer({
    server: server.url,
    caData: server.caData,
    token: server.token,
  })
  await using informer = follow({ api: well, resource: configMaps })
  await informer.reaches('live')
  const before = await medianLag(server, informer, 'before')
  const memory = process.memoryUsage.rss()

  // Each in a cluster of its own, for one cluster is listed four resources at a time.
  await using clusters = new AsyncDisposableStack()
  const open = () => clusters.use(openApiServer({ server: hostile.url, caData: hostile.caData }))
  const victims = WAYS.map((resource) =>
    follow({
      api: open(),
      resource: { group: 'hostile.example', version: 'v1', resource },
      timing: INFORMER_TIMING,
    }),
  )
  using stall = measureStall()
  const during = await medianLag(server, informer, 'during')
  const asked = await open().get('/asked', { signal: AbortSignal.timeout(10_000) })
  const grown = (process.memoryUsage.rss() - memory) / 1_000_000
  await Promise.all(victims.map((victim) => victim.stop()))

  expect(informer.statuses.map(({ state }) => state)).toEqual(['syncing', 'live'])
  expect(during).toBeLessThan(before + 25)
  expect(stall.longestMs).toBeLessThan(100)
  expect(grown).toBeLessThan(300)
  for (const way of WAYS) expect(asked).toHaveProperty(way, expect.any(Number))
  for (const count of Object.values(asked as Record<string, number>)) {
    expect(count).toBeLessThanOrEqual(10)
  }
  for (const victim of victims) expect(victim.copy.size).toBe(0)
}, 60_000)

const configMaps = { group: '', version: 'v1', resource: 'configmaps' }
const CHANGES = 80

/** Milliseconds from a change to its event, in the middle of many. */
async function medianLag(server: FakeApiServer, informer: Follower, name: string): Promise<number> {
  const lags: number[] = []
  for (let n = 0; n < CHANGES; n++) {
    const at = performance.now()
    server.store.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'shop' },
      data: { n: String(n) },
    })
    const arrived = () => {
      const object = informer.copy.get(`shop/${name}`)?.projection.object
      return JSON.stringify(object?.['data']) === `{"n":"${n}"}`
    }
    await until(arrived, { what: `change ${n}` })
    lags.push(performance.now() - at)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return lags.toSorted((a, b) => a - b)[CHANGES / 2] ?? 0
}
