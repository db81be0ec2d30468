import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chromiumMissing } from '@argus/testkit/chromium'
import type { Page } from 'playwright-core'

import { CERTIFICATES, certificate, clusterState, PLUGINS, topicOf } from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { row } from './list-rows.ts'
import { logIn, Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'
/** Told as 10 min, however long the welcome took. */
const OFF_MS = 630_000

suite(
  `a computer whose clock is wrong${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let stage: Stage
    let prod: SmallTopic
    let clusters: SmallTopic

    beforeAll(async () => {
      stage = await Stage.set()
      stage.argus.plugins = PLUGINS
      const now = Date.now()
      prod = topicOf(CERTIFICATES, 'prod', [certificate('shop/alpha', now)])
      clusters = clusterState('prod', 1, now)
      stage.argus.topics.push(prod, clusters)
    })
    afterAll(() => stage[Symbol.asyncDispose]())

    it.each([
      ['ahead', OFF_MS],
      ['behind', -OFF_MS],
    ])(
      'by being ten minutes %s falsifies no age and no lag, and is told so',
      async (word, offMs) => {
        const { page, complaints } = await stage.open('/login')
        await shiftClock(page, offMs)
        await page.goto(stage.url + LIST)
        await logIn(page)
        await page.getByText('alpha', { exact: true }).waitFor()
        const now = Date.now()
        const state = { health: 'Failed', reason: `broke ${word}`, changed: now - 5_000 } as const
        prod.put(certificate('shop/alpha', now, state))
        const alpha = row(page, 'alpha')
        await alpha.getByText(`broke ${word}`).waitFor()
        await alpha
          .locator('[data-column=changed]')
          .getByText(/^([5-9]|1\d) s$/u)
          .waitFor()
        clusters.put(...clusters.items.values())
        const indicator = page.getByRole('button', { name: /^Connection/u })
        await indicator.getByText(/^\d\.\d s behind$/u).waitFor()
        expect(await asOf(page)).toBeLessThan(5_000)

        await indicator.click()
        await page
          .getByText(`This computer’s clock is 10 min ${word}; times are corrected.`)
          .waitFor()
        await page.getByRole('link', { name: 'Is it alive?' }).click()
        await page.getByText(`10 min ${word}; times are corrected`, { exact: true }).waitFor()
        expect(complaints).toEqual([])
        await page.context().close()
      },
    )
  },
)

/** From the next document on; the page holds the connection itself, for a worker of its own would have a right clock. */
async function shiftClock(page: Page, offMs: number): Promise<void> {
  await page.context().addInitScript((off) => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
    const Right = Date
    globalThis.Date = new Proxy(Right, {
      construct: (_, parts: []) =>
        parts.length === 0 ? new Right(Right.now() + off) : new Right(...parts),
      get: (target, name) => (name === 'now' ? () => Right.now() + off : Reflect.get(target, name)),
    })
  }, offMs)
}

/** How far the time that the list is of is from now. */
async function asOf(page: Page): Promise<number> {
  const title = await page
    .getByTitle(/\d/u)
    .filter({ hasText: /^As of/u })
    .getAttribute('title')
  return Math.abs(Date.parse((title ?? '').replace(' at ', ' ').replace(',', '')) - Date.now())
}
