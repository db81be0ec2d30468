import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'
import { assignmentSchema, assignmentsSchema, rolesSchema } from '@argus/contracts/http/roles'

import { addUser } from '../../src/database.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { dialAs, type PlainClient } from '../../src/plain-client.ts'
import { ADMIN, callApi, logIn, whoAmI } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const GRACE = { email: 'grace@argus.local', role: 'viewer', cluster: 'oslo', namespace: 'grants-a' }
const WITHIN_MS = 2_000

/** Roles given and taken through the API, as an open subscription sees it. */
export function grants(world: () => World): void {
  describe('a change of roles', () => {
    const put = (namespace: string, name: string): void => {
      const { store } = world().fleet.oslo
      store.apply(objectOf(SERVICE_MONITORS, { name, namespace }, { step: 1 }))
    }

    it('brings what newly may be seen and withdraws exactly what no longer may, within two seconds', async () => {
      const { authUrl } = world().argus
      for (const namespace of ['grants-a', 'grants-b'])
        for (const name of ['one', 'two']) put(namespace, name)
      await addUser(world(), GRACE)
      const tokens = await logIn(authUrl, { ...ADMIN, email: GRACE.email })
      const { id: userId } = await whoAmI(authUrl, tokens)
      const admin = await logIn(authUrl)
      using client = await dialAs(gatewayUrl(world(), 1), tokens.access_token)
      const { group, resource } = SERVICE_MONITORS
      await client.follow({ id: 'g', topic: { cluster: 'oslo', group, resource }, shape: 'row' })
      await until(() => keysOf(client).length === 2, { what: 'what is hers' })
      expect(keysOf(client)).toEqual(['grants-a/one', 'grants-a/two'])

      const roles = rolesSchema.parse(await callApi(authUrl, admin, get('/api/roles?limit=200')))
      const roleId = roles.roles.find(({ name }) => name === GRACE.role)?.id
      const gained = await timed(async () => {
        const place = { cluster: 'oslo', namespace: 'grants-b' }
        const body = { userId, roleId, ...place }
        const path = '/api/roles/assignments'
        assignmentSchema.parse(await callApi(authUrl, admin, { method: 'POST', path, body }))
        await until(() => keysOf(client).length === 4, { what: 'what was given' })
      })
      expect(gained).toBeLessThan(WITHIN_MS)

      const { assignments } = assignmentsSchema.parse(
        await callApi(authUrl, admin, get(`/api/roles/assignments?user=${userId}`)),
      )
      const first = assignments.find(({ namespace }) => namespace === 'grants-a')
      const lost = await timed(async () => {
        const path = `/api/roles/assignments/${first?.id}`
        await callApi(authUrl, admin, { method: 'DELETE', path })
        await until(() => keysOf(client).length === 2, { what: 'the withdrawal' })
      })
      expect(lost).toBeLessThan(WITHIN_MS)
      expect(keysOf(client)).toEqual(['grants-b/one', 'grants-b/two'])
      const deleted = client.received.flatMap(({ frame }) =>
        'events' in frame ? frame.events.filter(({ type }) => type === 'DELETED') : [],
      )
      expect(deleted.map(({ key }) => key).toSorted()).toEqual(['grants-a/one', 'grants-a/two'])

      put('grants-a', 'late')
      put('grants-b', 'late')
      await until(() => keysOf(client).includes('grants-b/late'), { what: 'what is still hers' })
      expect(client.received.some(({ text }) => text.includes('grants-a/late'))).toBe(false)
      expect(client.copies('g').flatMap(({ holes }) => holes)).toEqual([])
    })
  })
}

const get = (path: string) => ({ method: 'GET', path })

const keysOf = (client: PlainClient): readonly string[] =>
  client
    .copies('g')
    .flatMap(({ items }) => [...items.keys()])
    .toSorted()

async function timed(task: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await task()
  return performance.now() - began
}
