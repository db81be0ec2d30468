import type { Item } from '@argus/contracts/gateway-frame'
import { listAnswerSchema, objectAnswerSchema } from '@argus/contracts/http/resources'
import { until } from '@argus/testkit/until'
import { afterAll, describe, expect, it } from '@jest/globals'

import { addUser } from '../../src/database.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { ADMIN, callApi, logIn, logOut, type Login } from '../../src/session.ts'
import { type States, statesOfClusters, statesOfItems } from '../../src/truth.ts'
import type { World } from '../../src/world.ts'

const BO = { email: 'bo@argus.local', role: 'developer', cluster: 'oslo', namespace: 'read-a' }
const { group, resource } = SERVICE_MONITORS
/** Where the objects lie that are made for it. */
const NAMESPACES = ['read-a', 'read-b', 'read-a']
const ALL = `/api/resources/*/${group}/-/${resource}`

/** What a program gets that asks once, by the address that a browser knows. */
export function reads(world: () => World): void {
  describe('a read through the console', () => {
    afterAll(() => {
      const { oslo, bergen } = world().fleet
      for (const [index, namespace] of NAMESPACES.entries())
        for (const { store } of [oslo, bergen])
          store.delete({ group, resource, namespace, name: `read-${index}` })
    })

    it('is what the clusters hold, page by page, of all of them', async () => {
      const { oslo, bergen } = world().fleet
      for (const [index, namespace] of NAMESPACES.entries())
        for (const cluster of [oslo, bergen])
          cluster.store.apply(
            objectOf(SERVICE_MONITORS, { name: `read-${index}`, namespace }, { step: index }),
          )
      await agree(world(), ADMIN, () => statesOfClusters([oslo, bergen], SERVICE_MONITORS))
    })

    it('is for who may see one namespace what lies there', async () => {
      await addUser(world(), BO)
      const { oslo } = world().fleet
      const login = { ...ADMIN, email: BO.email }
      await agree(world(), login, () =>
        statesOfClusters(
          [oslo],
          SERVICE_MONITORS,
          ({ metadata }) => metadata.namespace === BO.namespace,
        ),
      )
    })

    it('is one object, at least as new as what was seen before', async () => {
      const { consoleUrl } = world().argus
      const tokens = await logIn(consoleUrl)
      const path = `/api/resources/oslo/${group}/-/${resource}/read-0?namespace=read-a`
      const ask = async (more = '') =>
        objectAnswerSchema.parse(
          await callApi(consoleUrl, tokens, { method: 'GET', path: `${path}${more}` }),
        )
      const before = await ask()
      world().fleet.oslo.store.apply(
        objectOf(SERVICE_MONITORS, { name: 'read-0', namespace: 'read-a' }, { step: 9 }),
      )
      const after = await until(
        async () => {
          const answer = await ask(`&at_least=${before.at}`)
          return answer.at === before.at ? undefined : answer
        },
        { what: 'the change' },
      )
      expect(after.item.object?.['spec']).toEqual({ step: 9 })
      expect(after.behind_since).toBeNull()
    })

    it('is nothing once its session was logged out', async () => {
      const { authUrl, consoleUrl } = world().argus
      const tokens = await logIn(authUrl)
      const list = () => callApi(consoleUrl, tokens, { method: 'GET', path: ALL })
      await list()
      await logOut(authUrl, tokens)
      await expect(list()).rejects.toThrow('401')
    })
  })
}

async function agree(world: World, login: Login, truth: () => States): Promise<void> {
  const { consoleUrl } = world.argus
  const tokens = await logIn(consoleUrl, login)
  const held = async (): Promise<States> => {
    const items: { readonly cluster: string; readonly item: Item }[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const path = `${ALL}?shape=object&limit=2${query}`
      const page = listAnswerSchema.parse(
        await callApi(consoleUrl, tokens, { method: 'GET', path }),
      )
      items.push(...page.items.map(({ cluster, ...item }) => ({ cluster, item })))
      cursor = page.next
    }
    return statesOfItems(items)
  }
  await until(async () => JSON.stringify(await held()) === JSON.stringify(truth()), {
    timeoutMs: 20_000,
    what: 'what the clusters hold',
  }).catch(() => undefined) // the comparison below says more
  expect(await held()).toEqual(truth())
}
