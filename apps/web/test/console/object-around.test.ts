import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import {
  CERTIFICATES,
  certificate,
  clusterState,
  ISSUERS,
  PLUGINS,
  topicOf,
  watches,
} from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'
const ALPHA = `${LIST}/prod/shop/alpha`

suite(`what is around one object${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  let prod: SmallTopic
  let visits: Visit[]

  beforeAll(async () => {
    stage = await Stage.set()
  })
  beforeEach(() => {
    visits = []
    const now = Date.now()
    prod = topicOf(CERTIFICATES, 'prod', [
      certificate('shop/alpha', now),
      certificate('shop/beta', now),
    ])
    stage.argus.topics.splice(0, Infinity, prod, clusterState('prod', 2, now))
    stage.argus.choose = () => () => true
    stage.argus.plugins = PLUGINS
  })
  afterEach(async () => {
    for (const { page, complaints } of visits) {
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('tells its conditions, what is bad first, grouped by whose they are, and its events', async () => {
    const now = Date.now()
    const item = certificate('shop/alpha', now)
    const condition = (type: string, status: string) => ({
      type,
      status,
      message: `${type} said so`,
    })
    prod.put({
      ...item,
      object: {
        ...item.object,
        metadata: { ...item.object?.metadata, name: 'alpha', generation: 4 },
        status: {
          conditions: [
            condition('Approved', 'True'),
            { ...condition('Ready', 'False'), observedGeneration: 3 },
          ],
          parents: [
            {
              parentRef: { name: 'gateway-a', sectionName: 'https' },
              controllerName: 'example.com/controller',
              conditions: [condition('Accepted', 'True')],
            },
          ],
        },
      },
    })
    stage.argus.topics.push(topicOf(EVENTS, 'prod', [event('alpha', now), event('beta', now)]))
    stage.argus.choose =
      ({ cel }) =>
      ({ key }) =>
        cel === undefined || key.includes('alpha')
    const { page } = await open(`${ALPHA}?tab=conditions`)
    await page.getByRole('tab', { name: 'Conditions 3' }).waitFor()
    const rows = page.getByRole('table').first().getByRole('row')
    expect(await rows.nth(1).innerText()).toContain('Ready')
    await page.getByText('Observed generation 3 of 4: says nothing about').waitFor()
    await page.getByText('Parent gateway-a/https, by example.com/controller').waitFor()
    const events = page.getByRole('region', { name: 'Events' })
    await events.getByText('alpha was issued').waitFor()
    expect(await events.getByText('beta was issued').count()).toBe(0)
  })

  it('has no events where the reader may see none', async () => {
    const { page } = await open(`${ALPHA}?tab=conditions`)
    await page.getByRole('row', { name: /Ready/u }).waitFor()
    await page.getByText('Events').first().waitFor({ state: 'detached' })
  })

  it('leads to what it names, to what names it, and to its owners, each with its health', async () => {
    const now = Date.now()
    const item = certificate('shop/alpha', now)
    const owner = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: 'beta', uid: 'b' }
    prod.put({
      ...item,
      object: {
        ...item.object,
        metadata: { ...item.object?.metadata, name: 'alpha', ownerReferences: [owner] },
      },
    })
    const issuer = { ...certificate('/letsencrypt-prod', now), health: 'Failed' as const }
    const topics = [prod, topicOf(ISSUERS, 'prod', [issuer])]
    stage.argus.topics.splice(0, Infinity, ...topics, clusterState('prod', 2, now))
    stage.argus.topics.push(watches('prod', topics, now))
    stage.argus.plugins = LINKED
    const { page } = await open(`${ALPHA}?tab=related`)
    const named = page.getByRole('listitem').filter({ hasText: 'letsencrypt-prod' })
    await named.getByText('Failed').waitFor()
    await page.getByRole('link', { name: 'beta' }).waitFor()
    await named.getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'letsencrypt-prod' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(
      '/r/cert-manager.io/clusterissuers/prod/_/letsencrypt-prod',
    )
    await page.getByRole('tab', { name: 'Related' }).click()
    await page.getByRole('heading', { name: 'Certificates 2' }).waitFor()
    await page.getByRole('link', { name: 'alpha' }).waitFor()
  })

  it('is looked for in other clusters, and its differences are counted', async () => {
    const now = Date.now()
    const other = certificate('shop/alpha', now - 60_000, { renewals: 7, health: 'Failed' })
    stage.argus.topics.push(
      topicOf(CERTIFICATES, 'staging', [{ ...other, uid: 'another' }]),
      topicOf(CERTIFICATES, 'edge', []),
    )
    const { page } = await open(`${ALPHA}?tab=clusters`)
    const staging = page.getByRole('listitem').filter({ hasText: 'staging' })
    await staging.getByText('Failed').waitFor()
    await staging.getByText(/^\d+ differences/u).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'edge' }).getByText('not there').waitFor()
    const told = await staging.getByText(/^\d+ differences/u).innerText()
    const count = /^\d+/u.exec(told)?.[0]
    await staging.getByRole('link', { name: 'Compare with staging' }).click()
    await page.waitForURL(/\/prod\/shop\/alpha\/compare\?with=staging&part=all$/u)
    await page.getByRole('heading', { name: `${count} differences`, exact: true }).waitFor()
    await page.goBack()
    await staging.getByRole('link', { name: 'alpha' }).click()
    await until(() => new URL(page.url()).pathname === `${LIST}/staging/shop/alpha`, {
      what: 'the page in the other cluster',
    })
  })

  it('is compared by a key: with no cluster named, those that have it are offered', async () => {
    const there = certificate('shop/alpha', Date.now(), { renewals: 7 })
    stage.argus.topics.push(
      topicOf(CERTIFICATES, 'staging', [{ ...there, uid: 'another' }]),
      topicOf(CERTIFICATES, 'edge', []),
    )
    const { page } = await open(ALPHA)
    await page.getByRole('tab', { name: 'Summary' }).waitFor()
    await page.keyboard.press('m')
    const offered = page.getByRole('list', { name: 'Clusters to compare with' })
    await offered.getByRole('button', { name: 'staging' }).waitFor()
    expect(await offered.getByRole('button').allTextContents()).toEqual(['staging'])
    await offered.getByRole('button').click()
    await page.waitForURL(/\/prod\/shop\/alpha\/compare\?with=staging$/u)
    await page.getByRole('navigation', { name: 'Differences' }).waitFor()
  })

  async function open(path: string, options = {}): Promise<Visit> {
    const visit = await stage.openLoggedIn(path, options)
    visits.push(visit)
    return visit
  }
})

const EVENTS = { group: 'core', resource: 'events', kind: 'Event', namespaced: true, columns: [] }

function event(name: string, now: number) {
  const key = `shop/${name}.1`
  return {
    ...certificate(key, now),
    object: {
      metadata: { name: `${name}.1`, namespace: 'shop' },
      involvedObject: { kind: 'Certificate', name },
      reason: 'Issuing',
      message: `${name} was issued`,
      type: 'Normal',
      lastTimestamp: new Date(now).toISOString(),
    },
  }
}

const LINKED: readonly PluginManifest[] = PLUGINS.map((plugin) => ({
  ...plugin,
  resources: plugin.resources.map((one) => ({
    ...one,
    ...(one.resource === 'certificates' && {
      links: [
        {
          from: '.spec.issuerRef.name',
          to: { group: 'cert-manager.io', resource: 'clusterissuers' },
        },
      ],
    }),
  })),
}))
