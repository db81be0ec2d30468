import type { Item } from '@argus/contracts/gateway-frame'
import { chromiumMissing } from '@argus/testkit/chromium'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { CERTIFICATES, certificate, fleet, PLUGINS } from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { row } from './list-rows.ts'
import { Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const OBJECT = '/r/cert-manager.io/certificates/prod-eu-1/shop/orders-db/compare'
const TWO = `${OBJECT}?with=prod-us-2`

suite(
  `clusters compared in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let stage: Stage

    beforeAll(async () => {
      stage = await Stage.set()
      stage.argus.plugins = PLUGINS
      stage.argus.topics.push(...fleet(Date.now()))
    })
    beforeEach(() => {
      for (const [cluster, spec] of [
        ['prod-eu-1', { secretName: 'eu', duration: '2160h' }],
        ['prod-us-2', { secretName: 'us', duration: '2160h', isCA: true }],
        ['staging', { secretName: 'eu', duration: '24h' }],
      ] as const)
        topicOf(cluster).put(orders(spec))
    })
    afterAll(() => stage[Symbol.asyncDispose]())

    it('names what differs and shows it side by side, equal parts folded', async () => {
      const { page, complaints } = await stage.openLoggedIn(TWO)
      const list = page.getByRole('navigation', { name: 'Differences' })
      await list.getByRole('heading', { name: '2 differences' }).waitFor()
      expect(await list.getByRole('listitem').allTextContents()).toEqual([
        'spec.secretNameeuus',
        'spec.isCAnot settrue',
      ])
      const lines = page.getByRole('region', { name: 'Side by side' })
      await lines.getByRole('row', { name: /secretName: eu .*secretName: us/ }).waitFor()
      await lines.getByRole('img', { name: 'only on the right' }).waitFor()
      await lines
        .getByRole('button', { name: /equal lines$/ })
        .first()
        .click()
      await lines.getByText('apiVersion: cert-manager.io/v1').first().waitFor()
      await page.getByText('Also in staging. Not in edge-paris.').waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('marks a difference that appears, and lets one go that vanishes', async () => {
      const { page } = await stage.openLoggedIn(TWO)
      const list = page.getByRole('navigation', { name: 'Differences' })
      await list.getByRole('heading', { name: '2 differences' }).waitFor()
      topicOf('prod-us-2').put(orders({ secretName: 'us', duration: '1h', isCA: true }))
      await list.getByText('1 appeared while you were looking').waitFor()
      await list
        .getByRole('listitem')
        .filter({ hasText: 'spec.duration' })
        .getByText(/ s ago$/)
        .waitFor()
      topicOf('prod-us-2').put(orders({ secretName: 'us', duration: '1h' }))
      const gone = list.getByRole('listitem').filter({ hasText: 'spec.isCA' })
      await gone.getByText(/^Gone at /).waitFor()
      await gone.waitFor({ state: 'detached' })
      await list.getByRole('heading', { name: '2 differences' }).waitFor()
      await page.context().close()
    })

    it('is walked by keys, and the address says where one is', async () => {
      const { page } = await stage.openLoggedIn(TWO)
      await page.getByRole('heading', { name: '2 differences' }).waitFor()
      await page.keyboard.press('n')
      await page.waitForURL(/at=spec\.secretName$/)
      await page.keyboard.press('n')
      await page.waitForURL(/at=spec\.isCA$/)
      await page.keyboard.press('Shift+N')
      await page.waitForURL(/at=spec\.secretName$/)
      await page.keyboard.press('x')
      await page.waitForURL(/\/prod-us-2\/shop\/orders-db\/compare\?with=prod-eu-1/)
      await page.keyboard.press('a')
      await page.getByRole('menuitem', { name: 'staging' }).click()
      const table = page.getByRole('region', { name: 'Fields that differ' })
      await table.getByRole('row', { name: /^spec\.duration 2160h 2160h 24h$/ }).waitFor()
      await page.context().close()
    })

    it('pins a side as it is now', async () => {
      const { page } = await stage.openLoggedIn(TWO)
      await page.getByRole('heading', { name: '2 differences' }).waitFor()
      await page.getByRole('button', { name: 'Pin prod-us-2 as it is now' }).click()
      await page.getByText(/^pinned \d/).waitFor()
      topicOf('prod-us-2').put(orders({ secretName: 'eu', duration: '2160h' }))
      topicOf('prod-eu-1').put(orders({ secretName: 'other', duration: '2160h' }))
      const lines = page.getByRole('region', { name: 'Side by side' })
      await lines.getByRole('row', { name: /secretName: other .*secretName: us/ }).waitFor()
      await page.getByRole('button', { name: 'Let prod-us-2 go on' }).click()
      await lines.getByRole('row', { name: /secretName: other .*secretName: eu/ }).waitFor()
      await page.context().close()
    })

    it('says of when a side is that is not live', async () => {
      topicOf('prod-us-2').setStatus({ state: 'stale', since: Date.now() - 60_000 })
      const { page } = await stage.openLoggedIn(TWO)
      await page.getByText(/^compared with the state of \d/).waitFor()
      topicOf('prod-us-2').setStatus({ state: 'live', since: Date.now() })
      await page.getByText(/^compared with the state of/).waitFor({ state: 'detached' })
      await page.context().close()
    })

    it('waits for a side that is not there', async () => {
      const { page } = await stage.openLoggedIn(`${OBJECT}?with=edge-paris`)
      await page.getByText(/^orders-db is not in edge-paris/).waitFor()
      topicOf('edge-paris').put(orders({ secretName: 'eu', duration: '2160h' }))
      await page.getByRole('heading', { name: '0 differences' }).waitFor()
      topicOf('edge-paris').delete('shop/orders-db')
      await page.context().close()
    })

    it('is reached from rows of one name that were chosen in a list', async () => {
      const { page } = await stage.openLoggedIn('/r/cert-manager.io/certificates?q=orders-db')
      await row(page, 'orders-db').first().waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.getByRole('toolbar').getByRole('link', { name: 'Compare' }).click()
      await page.waitForURL(/\/orders-db\/compare\?with=/)
      await page.getByRole('navigation', { name: 'Differences' }).waitFor()
      await page.context().close()
    })

    it('is a table that is not wider than a telephone', async () => {
      const { page } = await stage.openLoggedIn(TWO, { viewport: { width: 390, height: 844 } })
      await page.getByText('spec.secretName').first().waitFor()
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBeLessThanOrEqual(390)
      await page.context().close()
    })

    function topicOf(cluster: string): SmallTopic {
      const found = stage.argus.topics.find(
        ({ topic }) => topic.cluster === cluster && topic.resource === CERTIFICATES.resource,
      )
      if (found === undefined) throw new Error(`there is no ${cluster}`)
      return found
    }
  },
)

/** A certificate of this specification. */
function orders(spec: Readonly<Record<string, unknown>>): Item {
  const base = certificate('shop/orders-db', Date.now())
  const metadata = { name: 'orders-db', namespace: 'shop' }
  return { ...base, object: { metadata, ...base.object, spec } }
}
