import { assignmentsSchema } from '@argus/contracts/http/roles'
import { clusterAnswerSchema } from '@argus/contracts/http/clusters'
import { signingKeysEndpoints } from '@argus/contracts/http/signing-keys'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { expect, it } from '@jest/globals'

import { browserSuite } from '../../src/browser-suite.ts'
import { keepPicture, rowOf } from '../../src/console-page.ts'
import { addUser } from '../../src/database.ts'
import { definitionOf, objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { ADMIN, callApi, logIn, whoAmI } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

const LIST = `/r/${SERVICE_MONITORS.group}/${SERVICE_MONITORS.resource}`
/** A cluster that says nothing is not live after a lease period. */
const LOST_WITHIN = { timeout: 40_000 }
const BACK_WITHIN = { timeout: 20_000 }

/** What a person at an open page sees go, and come back. */
export function pageLosses(world: () => World): void {
  browserSuite('an open page', world, ({ openAs }) => {
    const put = (namespace: string, name: string, step = 1): void => {
      const { store } = world().fleet.oslo
      store.apply(objectOf(SERVICE_MONITORS, { name, namespace }, { step }))
    }
    const asAdmin = async () => {
      const { consoleUrl } = world().argus
      const tokens = await logIn(consoleUrl)
      return (method: string, path: string, body?: object) =>
        callApi(consoleUrl, tokens, { method, path, ...(body !== undefined && { body }) })
    }

    it('is taken out of hand what its reader may no longer see, and told so', async () => {
      const email = 'lost-right@argus.local'
      put('lost-right', 'kept')
      await addUser(world(), { email, role: 'viewer', cluster: 'oslo', namespace: 'lost-right' })
      await using console = await openAs(LIST, { ...ADMIN, email })
      const { page } = console
      await rowOf(page, 'kept').waitFor()
      const call = await asAdmin()
      const { id } = await whoAmI(
        world().argus.authUrl,
        await logIn(world().argus.authUrl, { ...ADMIN, email }),
      )
      const { assignments } = assignmentsSchema.parse(
        await call('GET', `/api/roles/assignments?user=${id}`),
      )
      for (const assignment of assignments)
        await call('DELETE', `/api/roles/assignments/${assignment.id}`)
      await page.getByText('You may no longer see ServiceMonitors in oslo').waitFor()
      expect(await rowOf(page, 'kept').count()).toBe(0)
      await keepPicture(page, 'right-lost')
    })

    it('keeps the rows of a cluster that is gone as what was known, and takes up what it tells again', async () => {
      const lofoten = await startFakeApiServer({ name: 'lofoten' })
      lofoten.store.defineCrd(definitionOf(SERVICE_MONITORS))
      const there = { name: 'far-away', namespace: 'lofoten' }
      lofoten.store.apply(objectOf(SERVICE_MONITORS, there, { step: 1 }))
      const { url: server, caData: certificateAuthority, token } = lofoten
      const connection = { server, certificateAuthority, token }
      const call = await asAdmin()
      const made = await call('POST', '/api/clusters', { id: 'lofoten', connection })
      const { version } = clusterAnswerSchema.parse(made)
      try {
        await using console = await openAs(`${LIST}?ns=lofoten`)
        const { page } = console
        await rowOf(page, 'far-away').waitFor(BACK_WITHIN)
        await lofoten[Symbol.asyncDispose]()
        await page.getByText('last known state').first().waitFor(LOST_WITHIN)
        expect(await rowOf(page, 'far-away').count()).toBe(1)
        await keepPicture(page, 'cluster-lost')
      } finally {
        await call('DELETE', `/api/clusters/lofoten?version=${version}`)
      }
    })

    it('says that it hears nothing while no line works, and has what happened meanwhile once one does', async () => {
      put('asleep', 'steady')
      await using console = await openAs(`${LIST}?ns=asleep`)
      const { page } = console
      await rowOf(page, 'steady').waitFor()
      world().argus.web.pause()
      await page.getByText('Offline since').first().waitFor(BACK_WITHIN)
      put('asleep', 'steady', 42)
      put('asleep', 'arrived')
      await world().argus.web.kill() // it is started again, with none of the old connections
      await rowOf(page, 'arrived').waitFor(BACK_WITHIN)
      await rowOf(page, 'steady').getByText('42', { exact: true }).waitFor()
      await page.getByText('Offline since').first().waitFor({ state: 'hidden' })
    })

    it('goes on with a new token when the one it holds is good no more', async () => {
      put('expired', 'before')
      await using console = await openAs(`${LIST}?ns=expired`)
      const { page } = console
      await rowOf(page, 'before').waitFor()
      const call = await asAdmin()
      const { list } = signingKeysEndpoints
      const { signingKeys } = list.answers[200].parse(await call('GET', list.path))
      const current = signingKeys.find(({ state, use }) => state === 'current' && use === 'access')
      const refreshed = page.waitForResponse((response) =>
        response.url().includes('/api/auth/refresh'),
      )
      await call('POST', `/api/auth/signing-keys/${current?.kid}/revoke`)
      expect((await refreshed).status()).toBe(200)
      put('expired', 'after')
      await rowOf(page, 'after').waitFor(BACK_WITHIN)
      expect(page.url()).toContain(LIST)
    })

    it('is left by all three tabs when one of them logs out', async () => {
      await using console = await openAs('/')
      const { page } = console
      const others = await Promise.all(
        ['/explore', '/status'].map(async (path) => {
          const other = await page.context().newPage()
          await other.goto(`${world().argus.consoleUrl}${path}`)
          await other.getByRole('button', { name: /^Account/ }).waitFor()
          return other
        }),
      )
      await page.getByRole('button', { name: /^Account/ }).click()
      await page.getByRole('menuitem', { name: 'Log out' }).click()
      await page.getByText('You are logged out.').waitFor()
      for (const other of others) await other.getByText('You logged out in another tab.').waitFor()
    })
  })
}
