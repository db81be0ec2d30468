import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { CERTIFICATES, certificate, clusterState, PLUGINS, topicOf } from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'
const ALPHA = `${LIST}/prod/shop/alpha`

suite(`one object${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  let prod: SmallTopic
  let visits: Visit[]
  let now: number

  beforeAll(async () => {
    stage = await Stage.set()
  })
  beforeEach(() => {
    visits = []
    now = Date.now()
    prod = topicOf(CERTIFICATES, 'prod', [
      certificate('shop/alpha', now),
      certificate('shop/beta', now),
    ])
    stage.argus.topics.splice(0, Infinity, prod, clusterState('prod', 2, now))
    stage.argus.plugins = PLUGINS
  })
  afterEach(async () => {
    for (const { page, complaints } of visits) {
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('opens as a page from its drawer by a key, and goes on where the drawer was', async () => {
    const { page } = await open(`${LIST}?open=prod/shop/alpha`)
    await page.getByRole('tab', { name: 'Summary', selected: true }).waitFor()
    prod.put(certificate('shop/alpha', now, { renewals: 7 }))
    await page.getByRole('tab', { name: 'Changes 1' }).waitFor()
    await page.keyboard.press('4')
    await page.getByText('status.revision').waitFor()
    await page.keyboard.press('o')
    await page.getByRole('heading', { level: 1, name: 'alpha' }).waitFor()
    await page.getByText('status.revision').waitFor()
    expect(new URL(page.url()).pathname).toBe(ALPHA)
    expect(new URL(page.url()).search).toBe('?tab=changes')
    await until(async () => (await page.title()) === 'alpha · certificates · Argus', {
      what: 'the title',
    })
    await page.keyboard.press('1')
    await until(() => new URL(page.url()).search === '', { what: 'the address of the first tab' })
  })

  it('gives away its name and its address', async () => {
    const { page } = await open(`${ALPHA}?tab=conditions`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.getByRole('heading', { level: 1, name: 'alpha' }).waitFor()
    await page.keyboard.press('y')
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await clipboard(page)).toBe('alpha')
    await page.getByRole('button', { name: 'Copy link' }).click()
    await until(async () => (await clipboard(page)) === `${stage.url}${ALPHA}?tab=conditions`, {
      what: 'the link',
    })
  })

  it('says what it is, what holds it, and where it leads, with the host of every link', async () => {
    const item = certificate('shop/alpha', now)
    prod.put({
      ...item,
      object: {
        ...item.object,
        metadata: {
          ...item.object?.metadata,
          name: 'alpha',
          deletionTimestamp: new Date(now).toISOString(),
          finalizers: ['finalizer.acme.example.com'],
          annotations: {
            runbook: 'https://runbooks.example.com/certificates',
            trap: 'javascript:alert(1)',
            posing: 'https://bank.example@evil.example/',
            long: 'word '.repeat(100),
          },
          ownerReferences: [
            {
              apiVersion: 'example.com/v1',
              kind: 'Shop',
              name: 'the-shop',
              uid: 'u',
              controller: true,
            },
          ],
        },
      },
    })
    const { page } = await open(ALPHA)
    await page.getByText('waits for finalizer.acme.example.com').waitFor()
    await page.getByText('app.kubernetes.io/part-of').waitFor()
    await page.getByText('the-shop').waitFor()
    const links = page.locator('main a[target=_blank]')
    expect(await links.allInnerTexts()).toEqual([expect.stringContaining('runbooks.example.com')])
    const more = page.getByRole('button', { name: 'Show all' })
    expect(await more.count()).toBe(1)
    await more.click()
    await page.getByRole('button', { name: 'Show less' }).waitFor()
  })

  it('stays readable when it goes, can be taken along, and says when another one is there', async () => {
    const { page } = await open(ALPHA, { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByText('alpha-secret').waitFor()
    prod.delete('shop/alpha')
    await page.getByText(/^Gone since .*: deleted, or no longer visible to you\.$/u).waitFor()
    await page.getByText('alpha-secret').waitFor()
    await page.getByRole('button', { name: 'Copy last YAML' }).click()
    await until(async () => (await clipboard(page)).includes('secretName: alpha-secret'), {
      what: 'the YAML',
    })
    prod.put({ ...certificate('shop/alpha', Date.now()), uid: 'another' })
    await page.getByText(/^Here again since .*, a new object \(another uid\)\.$/u).waitFor()
  })

  it('is removed at once when it may no longer be seen', async () => {
    const { page } = await open(ALPHA)
    await page.getByText('alpha-secret').waitFor()
    for (const connection of stage.argus.connections) connection.revoke('certificates')
    await page
      .getByText(/^You may no longer see this\. Your permissions changed at [\d:]+\.$/u)
      .waitFor()
    expect(await page.getByText('alpha-secret').count()).toBe(0)
  })

  it('is read as YAML under the strict policy: folded, found, pointed at, and marked where it changes', async () => {
    const { page } = await open(`${ALPHA}?tab=yaml`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.getByText('secretName').waitFor()
    await page.getByText('managedFields and last-applied are not kept').waitFor()
    expect(await page.getByText('conditions').and(page.locator('.cm-key')).count()).toBe(0)
    await page.getByRole('button', { name: /^Unfold \d+ lines$/u }).click()
    await page.locator('.cm-key').getByText('conditions').waitFor()
    await page.keyboard.press('ControlOrMeta+f')
    await page.getByLabel('Find in the YAML').fill('issuer')
    await page.getByText(/^\d+ found$/u).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.cm-searchMatch-selected').waitFor()
    await page.locator('.cm-line').filter({ hasText: 'issuerRef' }).click()
    await page.getByRole('button', { name: 'Copy this part' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await clipboard(page)).toBe(
      'issuerRef:\n  kind: ClusterIssuer\n  name: letsencrypt-prod',
    )
    expect(new URL(page.url()).searchParams.get('path')).toBe('spec.issuerRef')
    prod.put(certificate('shop/alpha', now, { renewals: 7 }))
    await page.locator('.cm-changed').filter({ hasText: 'revision: 7' }).waitFor()
    expect(await page.locator('.cm-changed').count()).toBe(1)
  })

  it('shows the line that a link points at, and says so where there is none', async () => {
    const { page } = await open(`${ALPHA}?tab=yaml&path=status.revision`)
    await page.locator('.cm-chosen').filter({ hasText: 'revision' }).waitFor()
    await page.goto(`${stage.url}${ALPHA}?tab=yaml&path=status.nowhere`)
    await page.getByText('is not in this object.').waitFor()
  })

  it('says at the edge what changed beyond it, and does not scroll', async () => {
    const many = (size: number) => {
      const item = certificate('shop/alpha', now)
      const spec = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field${i}`, i]))
      const object = { ...item.object, metadata: { ...item.object?.metadata, name: 'alpha' } }
      return { ...item, object: { ...object, spec: { ...spec, last: size } } }
    }
    prod.put(many(1))
    const { page } = await open(`${ALPHA}?tab=yaml`)
    await page.getByText('field1:').first().waitFor()
    prod.put(many(2))
    await page.getByRole('button', { name: '1 line changed below' }).click()
    await page.locator('.cm-changed').filter({ hasText: 'last: 2' }).waitFor()
    await page.getByRole('button', { name: '1 line changed below' }).waitFor({ state: 'detached' })
  })

  it('narrows its changes by part and path, and walks them by keys', async () => {
    const { page } = await open(`${ALPHA}?tab=changes`)
    await page.getByText('You opened this object.').waitFor()
    prod.put(certificate('shop/alpha', now, { renewals: 7 }))
    await page.getByText('status.revision').waitFor()
    await page.getByRole('button', { name: 'spec', exact: true }).click()
    await page.getByText('status.revision').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'All fields' }).click()
    await page.getByLabel('Filter by path').fill('REVISION')
    await page.getByText('status.revision').waitFor()
    await page.getByLabel('Filter by path').blur()
    await page.keyboard.press('.')
    await page.locator('li[data-change]:focus').waitFor()
  })

  async function open(path: string, options = {}): Promise<Visit> {
    const visit = await stage.openLoggedIn(path, options)
    visits.push(visit)
    return visit
  }
})

function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}
