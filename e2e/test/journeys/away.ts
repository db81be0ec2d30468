import { setTimeout as delay } from 'node:timers/promises'
import type { Subscribe } from '@argus/contracts/client-frame'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { dialAs } from '../../src/plain-client.ts'
import { logIn } from '../../src/session.ts'
import { statesOfClusters, statesOfItems } from '../../src/truth.ts'
import type { ViewCopy } from '../../src/view-copy.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const NAMESPACE = 'away'
const OBJECTS = 300
const AWAY_MS = 60_000

/**
 * Leaves now and comes back when the answer is called: a minute is long, and the other journeys fit into it.
 */
export function awayForAMinute(world: () => World): () => void {
  let copies: readonly ViewCopy[] = []
  let left = 0
  const subscribe: Omit<Subscribe, 'type'> = {
    id: 'away',
    topic: { cluster: 'oslo', group: SERVICE_MONITORS.group, resource: SERVICE_MONITORS.resource },
    namespaces: [NAMESPACE],
    shape: 'object',
  }
  const put = (number: number, step: number): void => {
    const { store } = world().fleet.oslo
    const name = `monitor-${number}`
    store.apply(objectOf(SERVICE_MONITORS, { name, namespace: NAMESPACE }, { step }))
  }
  const truth = () =>
    statesOfClusters(
      [world().fleet.oslo],
      SERVICE_MONITORS,
      ({ metadata }) => metadata.namespace === NAMESPACE,
    )

  describe('a client that goes away for a minute', () => {
    it('has read everything before it goes', async () => {
      for (let number = 0; number < OBJECTS; number++) put(number, 0)
      const { access_token } = await logIn(world().argus.authUrl)
      using client = await dialAs(gatewayUrl(world(), 0), access_token)
      copies = await client.follow(subscribe)
      await until(() => copies[0]?.items.size === OBJECTS, { what: 'all objects' })
      left = performance.now()
    })
  })

  return () => {
    describe('a client that was away for a minute', () => {
      it('gets on another gateway only what changed, and then holds what the cluster holds', async () => {
        await delay(Math.max(0, left + AWAY_MS - performance.now()))
        const ref = { group: SERVICE_MONITORS.group, resource: SERVICE_MONITORS.resource }
        for (let number = 0; number < 10; number++) put(number, 1)
        for (let number = 10; number < 20; number++)
          world().fleet.oslo.store.delete({
            ...ref,
            namespace: NAMESPACE,
            name: `monitor-${number}`,
          })
        for (let number = OBJECTS; number < OBJECTS + 5; number++) put(number, 1)

        const { access_token } = await logIn(world().argus.authUrl)
        using client = await dialAs(gatewayUrl(world(), 1), access_token)
        const [copy] = await client.follow({ ...subscribe, id: 'back' }, copies)
        expect(copy?.resumed).toBe(true)
        const states = () =>
          statesOfItems(
            [...(copy?.items.values() ?? [])].map((item) => ({ cluster: 'oslo', item })),
          )
        await until(() => JSON.stringify(states()) === JSON.stringify(truth()), {
          what: 'the state of the cluster',
        })
        expect(states()).toEqual(truth())
        expect(copy?.holes).toEqual([])
        const told = client.received.flatMap(({ frame }) =>
          frame.type === 'events' ? frame.events.map(({ key }) => key) : [],
        )
        expect(client.received.map(({ frame }) => frame.type)).not.toContain('snapshot')
        expect(new Set(told).size).toBe(25)
      })
    })
  }
}
