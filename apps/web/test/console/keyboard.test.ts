import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { chromiumMissing } from '@argus/testkit/chromium'
import type { Page } from 'playwright-core'

import { fleet, PLUGINS } from '../fleet.ts'
import { EMAIL, PASSWORD } from '../small-argus.ts'
import { clusterAnswer, PODS } from '../small-clusters.ts'
import { row } from './list-rows.ts'
import { Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'

suite(`by keyboard alone${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  const visits: Visit[] = []

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now(), ['prod', 'staging']))
    stage.argus.clusters.clusters = ['prod', 'staging'].map((id) => clusterAnswer(id))
    stage.argus.clusters.resources = [PODS]
  })
  beforeEach(() => {
    stage.argus.settings = {}
  })
  afterEach(async () => {
    for (const { page } of visits.splice(0)) await page.context().close()
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('one logs in, finds an object, reads all of it, comes back to its row, and logs out', async () => {
    const visit = await stage.open('/login')
    visits.push(visit)
    const { page, complaints } = visit
    const { keyboard } = page
    await page.getByLabel('E-mail').waitFor()
    await focusBy(page, 'Tab', 'E-mail')
    await keyboard.type(EMAIL)
    await keyboard.press('Tab')
    await keyboard.type(PASSWORD)
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await palette(page, 'certs')
    await page.getByText('Nothing here has this name').waitFor()
    await keyboard.press('Control+a')
    await keyboard.type('certific')
    await page.getByRole('option', { name: /^Certificates/ }).waitFor()
    await keyboard.press('Enter')
    await row(page, 'checkout-tls').first().waitFor()
    await keyboard.press('/')
    await keyboard.type('checkout-tls')
    await page.waitForURL(/q=checkout-tls/u)
    await keyboard.press('Escape')
    await keyboard.press('Escape')
    await keyboard.press('/')
    await keyboard.type('payments-tls')
    await row(page, 'checkout-tls').first().waitFor({ state: 'detached' })
    await focusBy(page, 'Tab', 'Certificates')
    await keyboard.press('j')
    await keyboard.press('Enter')
    const drawer = page.getByRole('complementary', { name: 'payments-tls' })
    await drawer.getByRole('heading', { name: 'payments-tls' }).waitFor()
    await focusBy(page, 'Tab', 'Summary')
    await keyboard.press('ArrowRight')
    await drawer.getByText('apiVersion').waitFor()
    await keyboard.press('ArrowRight')
    await drawer.getByRole('columnheader', { name: 'Reason and message' }).waitFor()
    await keyboard.press('ArrowRight')
    await drawer.getByText('You opened this object').waitFor()
    await keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Certificates')
    expect(await page.locator('[role=row][data-active]').count()).toBe(1)
    await focusBy(page, 'Shift+Tab', `Account ${EMAIL}`)
    await keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Log out' }).waitFor()
    await focusBy(page, 'ArrowDown', 'Log out')
    await keyboard.press('Enter')
    await page.getByText('You are logged out.').waitFor()
    expect(complaints).toEqual([])
  })

  it('one goes to pages by two keys, sees all keys, chooses clusters and folds the rail', async () => {
    const { page, complaints } = await open('/')
    const { keyboard } = page
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await keyboard.press('g')
    await keyboard.press('s')
    await page.getByRole('heading', { name: 'Security', exact: true }).waitFor()
    await keyboard.press('g')
    await keyboard.press('o')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await keyboard.press('?')
    const keys = page.getByRole('dialog', { name: 'All keys' })
    await keys.getByRole('region', { name: 'In a list' }).waitFor()
    await keyboard.press('g')
    await keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
    await keyboard.press('c')
    await page.getByRole('checkbox', { name: 'staging' }).waitFor()
    await keyboard.press('Escape')
    await page.getByRole('checkbox', { name: 'staging' }).waitFor({ state: 'detached' })
    const word = page.getByRole('navigation').getByText('Explorer')
    await keyboard.press('[')
    await word.waitFor({ state: 'hidden' })
    await page.reload()
    await page.getByRole('navigation').getByRole('link').first().waitFor()
    await word.waitFor({ state: 'hidden' })
    await page.keyboard.press('[')
    await word.waitFor({ state: 'visible' })
    expect(complaints).toEqual([])
  })

  it('keys that are pressed alone rest where text is typed, and for good where they are turned off', async () => {
    const { page } = await open(LIST)
    await row(page, 'checkout-tls').first().waitFor()
    await page.getByLabel('Filter by text').focus()
    await page.keyboard.type('gop?')
    expect(await page.getByLabel('Filter by text').inputValue()).toBe('gop?')
    await page.goto(`${stage.url}/settings/display`)
    await page.getByRole('group', { name: 'Keys that are pressed alone' }).getByLabel('Off').check()
    await page.getByText('Saved').waitFor()
    await page.goto(stage.url + LIST)
    await row(page, 'checkout-tls').first().waitFor()
    await page.keyboard.press('p')
    await page.keyboard.press('?')
    await palette(page, '>pause')
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByText('Paused at').waitFor()
  })

  it('the palette finds objects of open lists, clusters and namespaces, and what was found last first', async () => {
    const { page, complaints } = await open(LIST)
    await row(page, 'checkout-tls').first().waitFor()
    await palette(page, 'ledger staging')
    await page.getByRole('option', { name: /^ledger-tls.*staging/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/open=staging\/platform\/ledger-tls/u)
    await page.getByRole('complementary', { name: 'ledger-tls' }).waitFor()
    await page.keyboard.press('Escape')
    await palette(page, '#plat')
    await page.getByRole('option', { name: /^platform/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/ns=platform/u)
    await palette(page, '@prod')
    await page.getByRole('option', { name: /^prod/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/clusters=prod/u)
    await palette(page, '')
    expect(await page.getByRole('option').first().textContent()).toContain('prod')
    expect(await page.getByRole('option', { name: 'Administration' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('the palette finds kinds by short name, followed or not, and plugins', async () => {
    const { page, complaints } = await open('/?clusters=prod')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await palette(page, 'cert-man')
    await page.getByRole('option', { name: /^cert-manager.*plugin$/iu }).click()
    await page.waitForURL(/\/p\/cert-manager\?clusters=prod$/u)
    await palette(page, 'po')
    await page.getByRole('option', { name: /^Pods.*not followed yet$/u }).click()
    await page.waitForURL(/\/r\/core\/pods\?clusters=prod$/u)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.getByRole('heading', { level: 1, name: 'Plugins' }).waitFor()
    expect(complaints).toEqual([])
  })

  async function open(path: string): Promise<Visit> {
    const visit = await stage.openLoggedIn(path)
    visits.push(visit)
    return visit
  }
})

async function palette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Find anything' }).getByRole('combobox').waitFor()
  await page.keyboard.type(text)
}

/** Presses a key until what has this name has the focus. */
async function focusBy(
  page: Page,
  key: 'Tab' | 'Shift+Tab' | 'ArrowDown',
  name: string,
): Promise<void> {
  const passed: string[] = []
  while (passed.length < 60) {
    const on = await focused(page)
    if (on.startsWith(name)) return
    passed.push(on)
    await page.keyboard.press(key)
  }
  throw new Error(`${name} is not reached by ${key}, but ${passed.join(', ')}`)
}

/** What the element in focus is called. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: own } = document
    const label = own instanceof HTMLInputElement ? own.labels?.[0]?.textContent : undefined
    return own?.getAttribute('aria-label') ?? label ?? own?.textContent?.trim() ?? ''
  })
}
