import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { realServersMissing } from '../../src/fleet.ts'
import { definitionOf, objectOf, POD_MONITORS, SERVICE_MONITORS } from '../../src/kind.ts'
import { openKubeApi } from '../../src/kube-api.ts'
import { describeLatencies, isQuick, measure, socketObserver } from '../../src/latency.ts'
import { dialAs } from '../../src/plain-client.ts'
import { logIn } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const LIVE_WITHIN_MS = 15_000
const ROUNDS = 20

/** With real API servers where there are any: how soon a change is seen, and a definition that comes late. */
export function latency(world: () => World): void {
  const real =
    realServersMissing === undefined
      ? { run: describe, title: 'two real API servers' }
      : { run: describe.skip, title: `two real API servers (skipped: ${realServersMissing})` }

  real.run(real.title, () => {
    it(`show a definition made after the start within ${LIVE_WITHIN_MS / 1_000} s`, async () => {
      for (const { name } of world().fleet.real) await expectLateKind(world(), name)
    })

    it('have their changes seen within a second, as a rule, and always within five', async () => {
      const { access_token } = await logIn(world().argus.authUrl)
      for (const [index, server] of world().fleet.real.entries()) {
        using api = openKubeApi(server)
        await api.ensureNamespace('timed')
        using client = await dialAs(gatewayUrl(world(), index === 0 ? 0 : 1), access_token)
        const topic = { ...refOf(SERVICE_MONITORS), cluster: server.name }
        await client.follow({ id: 'timed', topic, shape: 'row' })
        const trial = { api, kind: SERVICE_MONITORS, namespace: 'timed', rounds: ROUNDS }
        for (const latencies of await measure({ ...trial, observer: socketObserver(client) })) {
          const line = `${server.name} ${describeLatencies(latencies)}`
          expect([line, isQuick(latencies)]).toEqual([line, true])
        }
      }
    })
  })

  describe('a simulated cluster', () => {
    it(`shows a definition made after the start within ${LIVE_WITHIN_MS / 1_000} s`, async () => {
      const { store } = world().fleet.bergen
      const { access_token } = await logIn(world().argus.authUrl)
      using client = await dialAs(gatewayUrl(world(), 0), access_token)
      const [copy] = await client.follow({
        id: 'late',
        topic: { ...refOf(POD_MONITORS), cluster: 'bergen' },
        shape: 'row',
      })
      expect(copy?.header.status.state).toBe('absent')
      store.defineCrd(definitionOf(POD_MONITORS))
      store.apply(objectOf(POD_MONITORS, { name: 'late', namespace: 'late' }, { step: 1 }))
      await until(() => client.received.some(({ text }) => text.includes('"late/late"')), {
        timeoutMs: LIVE_WITHIN_MS,
        what: 'the object of the new kind',
      })
    })
  })
}

/** The definition comes when everything runs; both kinds of it are then there for the measurement. */
async function expectLateKind(world: World, cluster: string): Promise<void> {
  const server = world.fleet.real.find(({ name }) => name === cluster)
  if (server === undefined) throw new Error(`no cluster ${cluster}`)
  using api = openKubeApi(server)
  const { access_token } = await logIn(world.argus.authUrl)
  using client = await dialAs(gatewayUrl(world, 0), access_token)
  const topic = { ...refOf(SERVICE_MONITORS), cluster }
  const [copy] = await client.follow({ id: 'late', topic, shape: 'row' })
  expect(copy?.header.status.state).toBe('absent')
  await api.define(definitionOf(SERVICE_MONITORS))
  const began = performance.now()
  await client.live('late')
  expect(performance.now() - began).toBeLessThan(LIVE_WITHIN_MS)
}

function refOf({ group, resource }: { readonly group: string; readonly resource: string }) {
  return { group, resource }
}
