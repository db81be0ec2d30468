import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import type { TestClient } from './rig/client.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import { scrape } from './rig/scrape.ts'
import type { TopicHand } from './rig/topic-hand.ts'

describeWithRedis('who does not read for a while', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it.each(['row', 'count'] as const)(
    'G-22 is told, once it reads, how a Topic stands in which nothing else changed meanwhile (%s)',
    async (shape) => {
      const busy = await rig.topic({ ...THINGS(), resource: `busy${shape}` })
      const quiet = await rig.topic({ ...THINGS(), resource: `quiet${shape}` })
      await quiet.write({ key: 'shop/a' })
      const [slow, quick] = [await reader(), await reader()]
      for (const client of [slow, quick]) {
        await client.subscribe({ id: 'busy', topic: of(busy) })
        await client.subscribe({ id: 'quiet', topic: of(quiet), shape })
      }
      slow.socket.pause()
      const before = await conflations()
      await until(
        async () => {
          await busy.write(...large())
          return (await conflations()) > before
        },
        { what: 'a reader left behind', timeoutMs: 30_000 },
      )
      const status = { state: 'unreachable', since: 2, reason: 'no route to host' } as const
      await quiet.setStatus(status)
      await quick.frame('status', ({ reason }) => reason === status.reason)
      slow.socket.resume()
      await slow.frame('status', ({ reason }) => reason === status.reason)
      for (const client of [slow, quick]) {
        expect(client.model.faults).toEqual([])
        await client[Symbol.asyncDispose]()
      }
    },
    60_000,
  )

  const reader = (): Promise<TestClient> => rig.client(rig.auth.login([everything()]))
  const conflations = async (): Promise<number> =>
    (await scrape(rig.gateway.url)).value('argus_gateway_conflations_total')
})

const of = ({ topic: { cluster, group, resource } }: TopicHand) => ({ cluster, group, resource })

let turn = 0

/** Some half a megabyte of changes. */
function large() {
  turn += 1
  return Array.from({ length: 500 }, (_, at) => ({
    key: `shop/${at}`,
    cells: [`${turn} ${'x'.repeat(1_000)}`],
  }))
}
