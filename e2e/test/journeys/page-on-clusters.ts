import { expect, it } from '@jest/globals'

import { browserSuite } from '../../src/browser-suite.ts'
import { rowOf } from '../../src/console-page.ts'
import { realServersMissing } from '../../src/fleet.ts'
import { definitionOf, objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { openKubeApi, type KubeServer } from '../../src/kube-api.ts'
import type { World } from '../../src/world.ts'

const NAMESPACE = 'page-on'
const LIST = `/r/${SERVICE_MONITORS.group}/${SERVICE_MONITORS.resource}`

/** The main journey of a person, once for each kind of API server. */
export function pageOnClusters(world: () => World): void {
  browserSuite('a person who looks at a cluster', world, ({ openAs }) => {
    const journey = async (cluster: string, server: KubeServer): Promise<void> => {
      using api = openKubeApi(server)
      await api.ensureNamespace(NAMESPACE)
      const create = (name: string, step: number) =>
        api.create(
          SERVICE_MONITORS,
          objectOf(SERVICE_MONITORS, { name, namespace: NAMESPACE }, { step }),
          NAMESPACE,
        )
      await create('small', 1)
      await create('large', 9)
      await using console = await openAs(`${LIST}?clusters=${cluster}&ns=${NAMESPACE}`)
      const { page } = console
      await rowOf(page, 'small').waitFor()
      await rowOf(page, 'large').waitFor()

      await page.keyboard.press('f')
      await page.getByRole('menuitem', { name: 'Expression (CEL)' }).click()
      const expression = page.getByLabel('Expression', { exact: true })
      await expression.fill('object.spec.step > 5')
      await expression.press('Enter')
      await rowOf(page, 'small').waitFor({ state: 'detached' })
      await rowOf(page, 'large').waitFor()

      const at = { name: 'small', namespace: NAMESPACE }
      await api.patch(SERVICE_MONITORS, at, { spec: { step: 6 } })
      await rowOf(page, 'small').getByText('6', { exact: true }).waitFor()
      await api.patch(SERVICE_MONITORS, at, { spec: { step: 2 } })
      await rowOf(page, 'small')
        .getByText(/^Gone at/u)
        .waitFor()
      await api.remove(SERVICE_MONITORS, { name: 'large', namespace: NAMESPACE })
      await rowOf(page, 'large')
        .getByText(/^Gone at/u)
        .waitFor()
      expect(console.errors.join('\n')).toBe('')
    }

    it('filters by an expression, and sees objects enter it and leave it, on a simulated API server', () =>
      journey('bergen', world().fleet.bergen))

    it('compares an object of two clusters, and sees a difference go', async () => {
      const { oslo, bergen } = world().fleet
      const metadata = { name: 'twin', namespace: NAMESPACE }
      oslo.store.apply(objectOf(SERVICE_MONITORS, metadata, { step: 1, same: true }))
      bergen.store.apply(objectOf(SERVICE_MONITORS, metadata, { step: 2, same: true }))
      await using console = await openAs(`${LIST}/oslo/${NAMESPACE}/twin/compare?with=bergen`)
      const differences = console.page.getByRole('navigation', { name: 'Differences' })
      await differences.getByRole('heading', { name: '1 difference', exact: true }).waitFor()
      await differences.getByText('spec.step').waitFor()
      bergen.store.apply(objectOf(SERVICE_MONITORS, metadata, { step: 1, same: true }))
      await differences.getByText('spec.step').waitFor({ state: 'detached' })
      expect(console.errors.join('\n')).toBe('')
    })

    const real = realServersMissing === undefined ? it : it.skip
    const why = realServersMissing === undefined ? '' : ` (skipped: ${realServersMissing})`
    real(`does the same on a real API server${why}`, async () => {
      const [server] = world().fleet.real
      if (server === undefined) throw new Error('there is no real cluster')
      using api = openKubeApi(server)
      await api.define(definitionOf(SERVICE_MONITORS)).catch((error: unknown) => {
        if (!String(error).includes('already exists')) throw error
      })
      await journey(server.name, server)
    })
  })
}
