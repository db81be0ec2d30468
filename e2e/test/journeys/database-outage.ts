import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { dial, dialAs } from '../../src/plain-client.ts'
import { ADMIN, logIn, logOut, post, refresh } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const HEALED_WITHIN_MS = 10_000

export function databaseOutage(world: () => World): void {
  describe('while PostgreSQL is stopped', () => {
    it('nobody is given a token or told a lie, what is open goes on, and it heals by itself', async () => {
      const { argus, fleet } = world()
      const { authUrl, database } = argus
      const tokens = await logIn(authUrl)
      using client = await dialAs(gatewayUrl(world(), 0), tokens.access_token)
      const topic = {
        cluster: 'oslo',
        group: SERVICE_MONITORS.group,
        resource: SERVICE_MONITORS.resource,
      }
      const [copy] = await client.follow({ id: 'open', topic, namespaces: ['down'], shape: 'row' })

      await database.server?.stop()
      const { refresh_token } = tokens
      for (const [call, body] of [
        ['login', ADMIN],
        ['refresh', { refresh_token }],
        ['logout', { refresh_token }],
      ] as const) {
        const answer = await post(`${authUrl}/api/auth/${call}`, body)
        expect([call, answer.status]).toEqual([call, 503])
        expect(await answer.json()).toMatchObject({ code: 'unavailable' })
      }
      using late = await dial(gatewayUrl(world(), 1))
      late.send({ type: 'hello', token: tokens.access_token })
      expect((await late.closed).code).toBe(4002)
      fleet.oslo.store.apply(
        objectOf(SERVICE_MONITORS, { name: 'meanwhile', namespace: 'down' }, { step: 1 }),
      )
      await until(() => copy?.items.has('down/meanwhile'), { what: 'a change on the open socket' })

      await database.server?.start()
      const healed = { timeoutMs: HEALED_WITHIN_MS, what: 'the login to work again' }
      await until(() => logIn(authUrl), healed)
      const fresh = await refresh(authUrl, tokens)
      using again = await dialAs(gatewayUrl(world(), 1), fresh.access_token)
      expect(await logOut(authUrl, fresh)).toBe(200)
      expect((await again.closed).code).toBe(4501)
    })
  })
}
