import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { CERTIFICATES, certificate, fleet, PLUGINS } from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const PAGE = '/p/cert-manager'

suite(`plugins in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now()))
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('counts the objects of a plugin by health, and leads to those of a kind that failed', async () => {
    const { page, complaints } = await stage.openLoggedIn(PAGE)
    await page.getByText(/^22\d objects of 2 kinds in 4 clusters$/).waitFor()
    expect(await page.getByText('Enabled in 4 of 4').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'Documentation' }).getAttribute('href')).toBe(
      'https://example.com/',
    )
    await kinds(page)
      .getByRole('link', { name: /Certificates, failed/ })
      .click()
    await page.waitForURL(/\/r\/cert-manager\.io\/certificates\?health=Failed$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('draws what the manifest says, as it is now, each bar leading to its objects', async () => {
    const { page } = await stage.openLoggedIn(PAGE)
    const days = page.getByRole('region', { name: 'Certificates by days left' })
    await days.getByRole('link', { name: /7–14 d$/ }).waitFor()
    await days.getByText('0', { exact: true }).first().waitFor()
    topicOf('staging').put(certificate('shop/late', Date.now(), { daysLeft: -1 }))
    const expired = days.getByRole('link', { name: /^1\b.*expired$/ })
    await expired.waitFor()
    const href = await expired.getAttribute('href')
    expect(decodeURIComponent(href ?? '')).toMatch(
      /^\/r\/cert-manager\.io\/certificates\?cel=timestamp\(object\.status\.notAfter\) < timestamp\("[\d-]+T[\d:]+Z"\)$/,
    )
    const byHealth = page.getByRole('region', { name: 'Certificates by issuer and health' })
    await byHealth.getByRole('columnheader', { name: 'letsencrypt-prod' }).waitFor()
    expect(await byHealth.getByRole('rowheader').allTextContents()).toEqual([
      'Failed',
      'In progress',
      'Terminating',
      'Unknown',
      'Current',
    ])
    topicOf('staging').delete('shop/late')
    await expired.waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('lists what wants a person, what ends first on top', async () => {
    topicOf('staging').put(certificate('shop/soon', Date.now(), { daysLeft: 2 }))
    const { page } = await stage.openLoggedIn(PAGE)
    const list = page.getByRole('region', { name: 'Expiring next' })
    await list.getByRole('rowheader', { name: 'soon' }).waitFor()
    expect(await list.getByRole('rowheader').first().textContent()).toBe('soon')
    expect(await list.getByRole('row', { name: /soon/ }).textContent()).toContain('in 47 h')
    await list.getByRole('link', { name: 'soon', exact: true }).click()
    await page.getByRole('heading', { name: 'soon' }).waitFor()
    topicOf('staging').delete('shop/soon')
    await page.context().close()
  })

  it('tells where a plugin was not found, and fills by itself', async () => {
    const here = [CERTIFICATES.resource, 'clusterissuers'].map((resource) =>
      topicOf('edge-paris', resource),
    )
    for (const topic of here) topic.setStatus({ state: 'absent', since: Date.now() })
    const { page } = await stage.openLoggedIn(PAGE)
    const note = page.getByText(
      'cert-manager was not found in edge-paris (looked for certificates.cert-manager.io).',
    )
    await note.waitFor()
    for (const topic of here) topic.setStatus({ state: 'live', since: Date.now() })
    await note.waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('names a kind that a cluster does not let Argus see', async () => {
    const topic = topicOf('prod-us-2')
    topic.setStatus({ state: 'forbidden', since: Date.now() })
    const { page } = await stage.openLoggedIn(PAGE)
    const clusters = page.getByRole('list', { name: 'Clusters' })
    await clusters.getByText('1 of 2 kinds live').waitFor()
    await clusters.getByText('1 forbidden').waitFor()
    topic.setStatus({ state: 'live', since: Date.now() })
    await clusters.getByText('1 forbidden').waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('stands in the rail with what failed in the clusters in scope', async () => {
    const { page } = await stage.openLoggedIn('/?clusters=staging')
    const rail = page.getByRole('navigation', { name: 'Argus' })
    const link = rail.getByRole('link', { name: /^cert-manager/ })
    const before = await failedIn(page)
    topicOf('staging').put(certificate('shop/broken', Date.now(), { health: 'Failed' }))
    topicOf('prod-eu-1').put(certificate('shop/broken', Date.now(), { health: 'Failed' }))
    await link.getByText(String(before + 1), { exact: true }).waitFor()
    await link.click()
    await page.waitForURL(/\/p\/cert-manager\?clusters=staging$/)
    await rail.getByRole('link', { name: 'Plugins' }).click()
    await page.getByRole('row', { name: /^cert-manager 1 of 1 cluster / }).waitFor()
    await page.context().close()
  })

  it('that nobody knows, is not found', async () => {
    const { page } = await stage.openLoggedIn('/p/nothing')
    await page.getByText('Not found or not permitted').waitFor()
    await page.context().close()
  })

  it.each([PAGE, '/p'])('%s is not wider than a telephone', async (path) => {
    const { page } = await stage.openLoggedIn(path, { viewport: { width: 390, height: 844 } })
    await page.getByRole('main').getByText('cert-manager').first().waitFor()
    if (path === PAGE) await page.getByRole('region', { name: 'Expiring next' }).waitFor()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
    await page.context().close()
  })

  async function failedIn(page: Page): Promise<number> {
    const link = page.getByRole('navigation', { name: 'Argus' }).getByRole('link', {
      name: /^cert-manager/,
    })
    await link.getByRole('img', { name: 'Failed' }).waitFor()
    return Number((await link.textContent())?.replace(/\D/gu, ''))
  }

  function kinds(page: Page) {
    return page.getByRole('region', { name: 'Kinds' })
  }

  function topicOf(cluster: string, resource = CERTIFICATES.resource): SmallTopic {
    const found = stage.argus.topics.find(
      ({ topic }) => topic.cluster === cluster && topic.resource === resource,
    )
    if (found === undefined) throw new Error(`there is no ${cluster}`)
    return found
  }
})
