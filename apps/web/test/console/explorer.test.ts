import { readFile } from 'node:fs/promises'

import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { CERTIFICATES, certificate, clusterState, PLUGINS, topicOf } from '../fleet.ts'
import type { SmallTopic } from '../small-topic.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { row } from './list-rows.ts'
import { Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

suite(`what one does with a list${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  let prod: SmallTopic
  let visits: Visit[]

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
  })
  beforeEach(() => {
    visits = []
    const now = Date.now()
    const names = ['alpha', 'beta', 'gamma', 'delta']
    prod = topicOf(
      CERTIFICATES,
      'prod',
      names.map((name) => certificate(`shop/${name}`, now)),
    )
    stage.argus.topics.splice(0, Infinity, prod, clusterState('prod', 4, now))
    stage.argus.settings = { display: { theme: 'dark' } }
    stage.argus.choose = ({ labels, cel }) => {
      if (labels === 'app=') return 'The label selector was not understood: at character 5 it ends.'
      if (cel?.includes('statuss')) return 'The CEL expression was not understood: no such field.'
      return ({ key }) => (labels ?? cel) === undefined || key.includes('a/') || key.endsWith('eta')
    }
  })
  afterEach(async () => {
    for (const { page, complaints } of visits) {
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('filters by labels and by an expression, says what is wrong beside the field, and keeps both in the address', async () => {
    const { page } = await open(LIST)
    await row(page, 'alpha').waitFor()
    await page.keyboard.press('f')
    await page.getByRole('menuitem', { name: 'Labels' }).click()
    const labels = page.getByLabel('Labels', { exact: true })
    await labels.fill('app=')
    await labels.press('Enter')
    await page.getByRole('alert').getByText('at character 5 it ends').waitFor()
    await page.getByText('Nothing is shown: a filter could not be used.').waitFor()
    await labels.fill('app=shop')
    await labels.press('Enter')
    await row(page, 'beta').waitFor()
    await row(page, 'alpha').waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('labels')).toBe('app=shop')
    await page.goto(`${stage.url}${LIST}?cel=${encodeURIComponent('object.statuss > 2')}`)
    await page.getByRole('alert').getByText('no such field').waitFor()
    await page.getByRole('button', { name: 'Remove the filter Expression' }).click()
    await row(page, 'alpha').waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('stands still when paused, counts what waits, and takes it in at once, marked', async () => {
    const { page } = await open(LIST)
    await row(page, 'alpha').waitFor()
    await page.keyboard.press('p')
    await page.getByText('Nothing has changed since.').waitFor()
    prod.put(certificate('shop/beta', Date.now(), { health: 'Failed', reason: 'first' }))
    prod.put(certificate('shop/beta', Date.now(), { health: 'Failed', reason: 'second' }))
    prod.put(certificate('shop/newcomer', Date.now()))
    prod.delete('shop/gamma')
    await page.getByText(/ changes to 3 rows since, 1 new, 1 gone\./u).waitFor()
    expect(await row(page, 'newcomer').count()).toBe(0)
    expect(await row(page, 'gamma').count()).toBe(1)
    expect(await page.title()).toContain('(paused)')
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await row(page, 'newcomer').getByText('new', { exact: true }).waitFor()
    await row(page, 'beta').getByText('second').waitFor()
    const reason = row(page, 'beta').locator('[data-column=reason]')
    expect(await reason.getAttribute('title')).toContain('was empty')
    await row(page, 'gamma')
      .getByText(/^Gone at/)
      .waitFor()
  })

  it('exports what is shown, and only what was chosen where something was', async () => {
    const { page } = await open(`${LIST}?q=eta`)
    await row(page, 'beta').waitFor()
    prod.put(certificate('shop/beta', Date.now(), { health: 'Failed', reason: '=HYPERLINK("x")' }))
    await row(page, 'beta').getByText('=HYPERLINK').waitFor()
    const csv = await exported(page, 'CSV')
    expect(csv.name).toMatch(/^certificates-[\dT-]+\.csv$/u)
    expect(csv.text.split('\r\n')[0]).toMatch(/^"?# 1 row of Certificates in prod\..*All clusters/u)
    expect(csv.text).toContain(`"'=HYPERLINK(""x"")"`)
    await page.keyboard.press('/')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await row(page, 'alpha').click({ modifiers: ['ControlOrMeta'] })
    await page.getByRole('toolbar', { name: 'Selected rows' }).getByText('1 selected').waitFor()
    const json = JSON.parse((await exported(page, 'JSON')).text)
    expect(json.rows.map(({ Name }: { Name: string }) => Name)).toEqual(['alpha'])
    expect((await exported(page, 'YAML')).text).toContain('Name: alpha')
  })

  it('copies the names of chosen rows, and a command that shows them', async () => {
    const permissions = ['clipboard-read', 'clipboard-write']
    const { page } = await open(LIST, { permissions })
    await row(page, 'alpha').waitFor()
    await row(page, 'alpha').click({ modifiers: ['ControlOrMeta'] })
    await row(page, 'delta').click({ modifiers: ['Shift'] })
    await page.getByRole('button', { name: 'Copy names' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await clipboard(page)).toBe('alpha\nbeta\ndelta')
    await page.getByRole('button', { name: 'Copy kubectl get' }).click()
    await until(async () => (await clipboard(page)).startsWith('# prod\nkubectl get'), {
      what: 'the command',
    })
    expect(await clipboard(page)).toContain('--namespace=shop certificates.cert-manager.io/alpha')
  })

  it('keeps a view under a name with the user, lists it in the rail, and leaves other settings alone', async () => {
    const { page } = await open(`${LIST}?density=comfortable&q=eta`)
    await row(page, 'beta').waitFor()
    expect((await row(page, 'beta').boundingBox())?.height).toBe(36)
    await page.keyboard.press('v')
    await page.getByLabel('Name of this view').fill('Only eta')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const link = page.getByRole('link', { name: 'Only eta' })
    await link.waitFor()
    await until(() => 'views' in stage.argus.settings, { what: 'the view to be kept' })
    expect(stage.argus.settings).toEqual({
      display: { theme: 'dark' },
      views: [{ name: 'Only eta', href: `${LIST}?density=comfortable&q=eta` }],
    })
    await page.keyboard.press('d')
    await page.waitForURL((url) => !url.search.includes('density'))
    await link.click()
    await page.waitForURL(/density=comfortable/u)
  })

  it('shows rows of three lines on a telephone, nothing wider than it, and everything large enough to touch', async () => {
    const { page } = await open(LIST, PHONE)
    await row(page, 'alpha').waitFor()
    expect((await row(page, 'alpha').boundingBox())?.height).toBe(69)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input')]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
        .map(({ element, box }) => `${element.outerHTML.slice(0, 90)} ${box.width}×${box.height}`),
    )
    expect(small).toEqual([])
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  async function open(path: string, options = {}): Promise<Visit> {
    const visit = await stage.openLoggedIn(path, options)
    visits.push(visit)
    return visit
  }
})

async function exported(page: Visit['page'], format: string) {
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: format }).click()
  const file = await download
  // The menu gives the focus back a moment after it has closed: a key before that would be for it.
  await page.locator('button:focus', { hasText: 'Export' }).waitFor()
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

function clipboard(page: Visit['page']): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}
