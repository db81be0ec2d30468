import { openServiceAddress } from '@argus/constellation/service-address'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'

import { startCallers } from '../src/callers.ts'
import { oneMoreMigration } from '../src/one-more-migration.ts'
import { duringStream, expectWhole, openStreamMirror } from '../src/stream.ts'
import { startWorld, type World } from '../src/world.ts'

jest.setTimeout(120_000)

const PACE_MS = 50
const SERVICE_MONITORS = '/api/resources/oslo/monitoring.coreos.com/-/servicemonitors?limit=1'

/** Two replicas of each service: each is stopped in order and started anew, one after the other. */
describe('a rolling upgrade in the middle of a stream of changes', () => {
  let world: World | undefined

  beforeAll(async () => {
    world = await startWorld({ auths: 2, clusters: 'simulated' })
  })
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
  })
  const here = (): World => {
    if (world === undefined) throw new Error('the system did not start')
    return world
  }

  it('loses no event and fails no call', async () => {
    await upgrade(here(), () => replaceAll(here()))
  })

  it('does neither where the schema is expanded before and taken back after, under the code of before', async () => {
    await using migration = await oneMoreMigration(here())
    await upgrade(here(), async () => {
      await migration.up()
      await replaceAll(here())
      await migration.down()
      await replaceAll(here())
    })
  })
})

/** Runs the task while a client follows the stream and another calls the API, both by addresses that stay. */
async function upgrade(world: World, task: () => Promise<void>): Promise<void> {
  const { argus } = world
  await using gateways = await openServiceAddress(argus.socketUrls.map(portOf))
  await using watchers = await openServiceAddress(argus.watcherUrls.map(portOf))
  await using mirror = await openStreamMirror(world, `ws://127.0.0.1:${gateways.port}/ws`)
  await using callers = await startCallers({
    authUrl: argus.authUrl,
    reads: {
      auth: `${argus.authUrl}/api/auth/me`,
      watcher: `http://127.0.0.1:${watchers.port}/api/clusters`,
      gateway: `http://127.0.0.1:${gateways.port}${SERVICE_MONITORS}`,
    },
    paceMs: PACE_MS,
  })
  const restored = await duringStream(world, task)
  await expectWhole(world, mirror, restored)
  expect(mirror.readAgain).toBe(0)
  expect(callers.refused).toEqual([])
  expect(callers.refreshed).toBeGreaterThan(20)
}

async function replaceAll({ argus }: World): Promise<void> {
  for (const replica of [...argus.auths, ...argus.watchers, ...argus.gateways]) {
    await replica.stop()
    replica.start()
    await replica.ready()
  }
}

const portOf = (url: string): number => Number(new URL(url).port)
