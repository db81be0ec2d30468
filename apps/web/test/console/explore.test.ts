import { chromiumMissing } from '@argus/testkit/chromium'
import { afterAll, beforeAll, expect, describe, it } from '@jest/globals'

import { fleet, PLUGINS } from '../fleet.ts'
import { clusterAnswer, PODS } from '../small-clusters.ts'
import { Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`choosing a kind${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    const { argus } = stage
    argus.plugins = PLUGINS
    argus.topics.push(...fleet(Date.now(), ['eu-1', 'lab']))
    argus.clusters.clusters = [clusterAnswer('eu-1')]
    argus.clusters.resources = [PODS]
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('finds what is not followed yet by a search, and says which cluster could not be asked', async () => {
    const { page, complaints } = await stage.openLoggedIn('/explore')
    await page.getByText('Type 2 letters').waitFor()
    expect(await page.getByRole('link', { name: /^Pods/u }).count()).toBe(0)
    await page.getByLabel('Find a kind').fill('pods')
    await page.getByRole('link', { name: 'Pods core in 1 cluster, not followed yet' }).waitFor()
    await page.getByText('lab could not say what there is.').waitFor()
    await page.getByLabel('Find a kind').press('Enter')
    await page.waitForURL(/\/r\/core\/pods/u)
    expect(complaints).toEqual([])
  })
})
