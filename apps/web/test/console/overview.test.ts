import { watchesTopic } from '@argus/contracts/internal-topic'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { CERTIFICATES, certificate, fleet, PLUGINS } from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const CLUSTERS = Array.from({ length: 13 }, (_, at) => `cluster-${String(at).padStart(2, '0')}`)

suite(`the overview in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now(), CLUSTERS))
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('finds one of many clusters by its name', async () => {
    const { page } = await stage.openLoggedIn('/')
    const clusters = page.getByRole('region', { name: 'Clusters' })
    await clusters.getByRole('rowheader', { name: 'cluster-12' }).waitFor()
    await page.getByRole('searchbox', { name: 'Filter clusters' }).fill('-07')
    await clusters.getByRole('rowheader', { name: 'cluster-12' }).waitFor({ state: 'detached' })
    await clusters.getByText('1 of 13').waitFor()
    await page.context().close()
  })

  it('names the kinds that change most, and what a cluster does not let Argus see', async () => {
    const { page } = await stage.openLoggedIn('/')
    const busiest = page.getByRole('region', { name: 'Busiest kinds' })
    await page.getByText(/objects of 4 kinds in 13 clusters/).waitFor()
    await busiest.getByText('Nothing has changed in the last minute.').waitFor()
    topicOf('cluster-03', CERTIFICATES.resource).put(certificate('shop/busy', Date.now()))
    await busiest.getByRole('rowheader', { name: 'Certificate' }).waitFor()
    const watches = topicOf('cluster-03', watchesTopic('cluster-03').resource)
    const [watch] = watches.items.values()
    if (watch === undefined) throw new Error('nothing is watched')
    watches.put({ ...watch, cells: watch.cells.with(1, 'forbidden') })
    await page
      .getByRole('row', { name: /cluster-03/ })
      .getByText('1 forbidden')
      .waitFor()
    await page.context().close()
  })

  it('is not wider than a telephone', async () => {
    const visit: Visit = await stage.openLoggedIn('/', { viewport: { width: 390, height: 844 } })
    // The objects come after the page, and are what takes room.
    await visit.page.getByText('checkout-tls').first().waitFor()
    const width = await visit.page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
    await visit.page.context().close()
  })

  function topicOf(cluster: string, resource: string): SmallTopic {
    const found = stage.argus.topics.find(
      ({ topic }) => topic.cluster === cluster && topic.resource === resource,
    )
    if (found === undefined) throw new Error(`there is no ${cluster}`)
    return found
  }
})
