import { apiKeysEndpoints, exchangedSchema, madeApiKeySchema } from '@argus/contracts/http/api-keys'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { dialAs } from '../../src/plain-client.ts'
import { logIn, post } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const NAMESPACE = 'for-a-script'
const WITHIN_MS = 2_000
const DAY_MS = 86_400_000

/** A script with a key of an administrator's that may read one namespace. */
export function apiKey(world: () => World): void {
  describe('an API key', () => {
    it('is taken by a gateway for what it may do and no more, and its socket closes when it is revoked', async () => {
      const { authUrl } = world().argus
      const { access_token: admin } = await logIn(authUrl)
      const { key, apiKey: made } = await makeKey(authUrl, admin)
      const shown = await post(`${authUrl}${apiKeysEndpoints.exchange.path}`, { api_key: key })
      const { access_token: token } = exchangedSchema.parse(await shown.json())

      using client = await dialAs(gatewayUrl(world(), 0), token)
      const { group, resource } = SERVICE_MONITORS
      const topic = { cluster: 'oslo', group, resource }
      const [copy] = await client.follow({ id: 'monitors', topic, shape: 'object' })
      for (const namespace of ['not-for-a-script', NAMESPACE])
        world().fleet.oslo.store.apply(
          objectOf(SERVICE_MONITORS, { name: 'one', namespace }, { step: 1 }),
        )
      await until(() => copy?.items.has(`${NAMESPACE}/one`), { what: 'what the key may see' })
      const seen = [...(copy?.items.keys() ?? [])]
      expect(seen.filter((name) => !name.startsWith(`${NAMESPACE}/`))).toEqual([])

      const asked = performance.now()
      const revoked = await fetch(`${authUrl}/api/auth/api-keys/${made.id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${admin}` },
      })
      expect(revoked.status).toBe(204)
      const { code, at } = await client.closed
      expect(code).toBe(4501)
      expect(at - asked).toBeLessThan(WITHIN_MS)
    })
  })
}

async function makeKey(authUrl: string, token: string): Promise<ReturnType<typeof madeOf>> {
  const roles = [{ role: 'viewer', cluster: 'oslo', namespace: NAMESPACE }]
  const body = { name: 'a script', roles, expiresAt: new Date(Date.now() + DAY_MS).toISOString() }
  const response = await fetch(`${authUrl}${apiKeysEndpoints.make.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return madeOf(await response.json())
}

const madeOf = (answer: unknown) => madeApiKeySchema.parse(answer)
