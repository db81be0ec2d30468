import { expect, it } from '@jest/globals'

import { browserSuite } from '../../src/browser-suite.ts'
import { keepPicture, logInOn } from '../../src/console-page.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import type { World } from '../../src/world.ts'

/** The namespace of this journey alone: of a long list only what is on the screen is in the page. */
const LIST = `/r/${SERVICE_MONITORS.group}/${SERVICE_MONITORS.resource}?ns=page`
const SEEN_WITHIN_MS = 5_000

/** A person at the console, with a real browser. */
export function browser(world: () => World): void {
  browserSuite('a person with a browser', world, ({ open }) => {
    const put = (name: string, step: number): void => {
      const { store } = world().fleet.oslo
      store.apply(objectOf(SERVICE_MONITORS, { name, namespace: 'page' }, { step }))
    }

    it('logs in, sees a change arrive, filters, opens an object, and logs out', async () => {
      put('first-monitor', 1)
      await using console = await open(LIST)
      const { page } = console
      await page.getByRole('heading', { name: 'Log in' }).waitFor()
      await keepPicture(page, 'login')
      await logInOn(page)
      await page.getByRole('heading', { name: 'ServiceMonitors' }).waitFor()
      await page.getByText('first-monitor').first().waitFor()

      const began = performance.now()
      put('second-monitor', 1)
      await page.getByText('second-monitor').first().waitFor()
      expect(performance.now() - began).toBeLessThan(SEEN_WITHIN_MS)
      await keepPicture(page, 'list')

      await page.getByLabel('Filter by text').fill('second')
      await page.getByText('first-monitor').first().waitFor({ state: 'hidden' })
      await page.getByText('second-monitor').first().click()
      const drawer = page.getByRole('complementary', { name: 'second-monitor' })
      await drawer.getByRole('tab', { name: 'YAML' }).click()
      await drawer.getByText('step').first().waitFor()
      put('second-monitor', 77)
      await drawer.getByText('77').first().waitFor()
      await keepPicture(page, 'object')

      await page.getByRole('button', { name: /^Account/ }).click()
      await page.getByRole('menuitem', { name: 'Log out' }).click()
      await page.getByText('You are logged out.').waitFor()
      await keepPicture(page, 'logged-out')
      expect(console.errors.join('\n')).toBe('') // as one text, which a failure shows whole
    })

    it('has no token in any storage that a script could read later', async () => {
      await using console = await open('/')
      const { page } = console
      await logInOn(page)
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await page.getByText('oslo').first().waitFor()
      await page.getByText('Reading the objects').waitFor({ state: 'hidden' })
      await keepPicture(page, 'overview')
      const kept = await page.evaluate(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
      )
      expect(kept).not.toMatch(/eyJ/) // how every token begins
    })

    it('is told by a banner when nothing was heard for some seconds, and by none afterwards', async () => {
      const [gateway] = world().argus.gateways
      await using console = await open(LIST)
      const { page } = console
      await logInOn(page)
      await page.getByText('first-monitor').first().waitFor()
      const banner = page.getByText(/Offline since/).first()
      expect(await banner.isVisible()).toBe(false)
      gateway?.pause()
      try {
        await banner.waitFor({ timeout: 15_000 })
        await keepPicture(page, 'offline')
      } finally {
        gateway?.resume()
      }
      await banner.waitFor({ state: 'hidden', timeout: 20_000 })
      put('third-monitor', 1)
      await page.getByText('third-monitor').first().waitFor()
    })

    it('is told why the login cannot work while PostgreSQL is stopped', async () => {
      const { server } = world().argus.database
      await using console = await open('/login')
      const { page } = console
      await page.getByRole('heading', { name: 'Log in' }).waitFor()
      await server?.stop()
      try {
        await logInOn(page)
        await page.getByRole('alert').waitFor()
        await keepPicture(page, 'no-database')
      } finally {
        await server?.start()
      }
    })
  })
}
