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
const NAMES = ['alpha', 'beta', 'gamma', 'delta']

suite(`a live list in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
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
    prod = topicOf(
      CERTIFICATES,
      'prod',
      NAMES.map((name) => certificate(`shop/${name}`, now)),
    )
    const staging = topicOf(CERTIFICATES, 'staging', [certificate('shop/staged', now)])
    stage.argus.topics.splice(
      0,
      Infinity,
      prod,
      staging,
      clusterState('prod', 4, now),
      clusterState('staging', 1, now),
    )
  })
  afterEach(async () => {
    stage.argus.socketsRefused = false
    for (const { page } of visits) await page.context().close()
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('shows what comes, what changes and what goes, each marked', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    prod.put(certificate('shop/newcomer', Date.now()))
    await row(page, 'newcomer').getByText('new', { exact: true }).waitFor()
    prod.put(certificate('shop/beta', Date.now(), { health: 'Failed', reason: 'Order failed' }))
    await row(page, 'beta').getByText('Order failed').waitFor()
    expect(await row(page, 'beta').locator('[data-column=reason]').getAttribute('title')).toContain(
      'was empty',
    )
    prod.delete('shop/gamma')
    await row(page, 'gamma')
      .getByText(/^Gone at/)
      .waitFor()
    await row(page, 'gamma').waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: /^All/ }).textContent()).toBe('All 5')
  })

  it('marks a cell anew that changes again while its mark still fades', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    const reason = row(page, 'beta').locator('[data-column=reason]')
    const faded = (): Promise<number> =>
      reason.evaluate((cell) => Number(cell.getAnimations({ subtree: true })[0]?.currentTime))
    prod.put(certificate('shop/beta', Date.now(), { health: 'Failed', reason: 'first' }))
    await reason.getByText('first').waitFor()
    await until(async () => (await faded()) > 800, { what: 'the mark to fade' })
    const changed = Date.now()
    prod.put(certificate('shop/beta', changed, { health: 'Failed', reason: 'second' }))
    await reason.getByText('second').waitFor()
    const age = await faded()
    expect(age).toBeLessThan(Date.now() - changed + 400) // that of the first would be 800 older
  })

  it('is sorted with what needs a person first, and by a click on a heading', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    prod.put(certificate('shop/delta', Date.now(), { health: 'Failed', reason: 'broken' }))
    await row(page, 'delta').getByText('Failed', { exact: true }).waitFor()
    await ordered(page, ['delta', 'alpha', 'beta', 'gamma', 'staged'])
    await page.getByRole('columnheader', { name: 'Name', exact: true }).click()
    await page.waitForURL(/sort=/u)
    await ordered(page, ['staged', 'gamma', 'delta', 'beta', 'alpha'])
  })

  it('does not move a row under the pointer, says so, and sorts when asked', async () => {
    const { page } = await open(LIST)
    await row(page, 'beta').hover()
    prod.put(certificate('shop/gamma', Date.now(), { health: 'Failed', reason: 'broken' }))
    await page.getByText('would move').waitFor()
    await ordered(page, ['alpha', 'beta', 'delta', 'gamma', 'staged'])
    await page.keyboard.press('s')
    await page.getByText('would move').waitFor({ state: 'detached' })
    await ordered(page, ['gamma', 'alpha', 'beta', 'delta', 'staged'])
  })

  it('is filtered by text, health, cluster and namespace, and its address says so', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('stag')
    await page.waitForURL(/q=stag/u)
    await ordered(page, ['staged'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Clusters shown' }).click()
    await page.getByLabel('prod', { exact: true }).check()
    await page.waitForURL(/clusters=prod/u)
    await row(page, 'staged').waitFor({ state: 'detached' })
    await page.goto(`${stage.url}${LIST}?health=Failed&ns=shop`)
    await page.getByText('None of 5 match the filters.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('alpha', { exact: true }).waitFor()
  })

  it('shows the columns that were chosen, and its address says which', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Columns 11 of 11/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Issuer', checked: true }).click()
    await page.getByRole('columnheader', { name: 'Issuer' }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('cols')).not.toContain('Issuer')
    await page.goto(`${stage.url}${LIST}?cols=Secret,reason,shoe`)
    await page.getByRole('columnheader', { name: 'Secret' }).waitFor()
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(
      ['Name', 'Secret', 'Reason'].map((title) => expect.stringContaining(title)),
    )
    await page.getByText('The link asked for cols=shoe, which does not exist.').waitFor()
  })

  it('says of a link what it does not know', async () => {
    const { page } = await open(`${LIST}?health=Broken`)
    await page
      .getByText('The link asked for health=Broken, which does not exist. It was ignored.')
      .waitFor()
  })

  it('walks its rows by keys and opens one beside the list', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('complementary', { name: 'beta' })
    await drawer.getByText('beta-secret').first().waitFor()
    await page.getByRole('heading', { name: 'beta' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('complementary', { name: 'alpha' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
  })

  it('shows an open object live: its YAML, its conditions, what changed, and that it went', async () => {
    const { page } = await open(`${LIST}?open=prod/shop/alpha&tab=yaml`)
    const drawer = page.getByRole('complementary', { name: 'alpha' })
    await drawer.getByText('alpha-secret').first().waitFor()
    prod.put(
      certificate('shop/alpha', Date.now(), {
        health: 'Failed',
        reason: 'Order failed',
        renewals: 7,
      }),
    )
    await drawer.getByRole('tab', { name: /Changes/ }).click()
    await drawer.getByText('status.revision').waitFor()
    await drawer.getByRole('tab', { name: /Conditions/ }).click()
    await drawer.getByRole('row', { name: /Ready/ }).getByText('Order failed').waitFor()
    prod.delete('shop/alpha')
    await drawer.getByText(/^Gone since/).waitFor()
    await drawer.getByRole('tab', { name: 'YAML' }).click()
    await drawer.getByText('alpha-secret').first().waitFor()
  })

  it('takes the colour of a stale cluster, says since when, and hides its rows when asked', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    prod.setStatus({ state: 'stale', since: Date.now() - 60_000, reason: 'its watcher is gone' })
    await page.getByText('has been stale since').waitFor()
    expect(await row(page, 'alpha').getAttribute('data-known')).toBe('false')
    expect(await row(page, 'staged').getAttribute('data-known')).toBe('true')
    await page.getByRole('button', { name: 'Hide its rows' }).click()
    await row(page, 'alpha').waitFor({ state: 'detached' })
  })

  it('says of a kind that no cluster has that it starts by itself', async () => {
    stage.argus.topics.splice(0, 2, topicOf(CERTIFICATES, 'prod', []))
    stage.argus.topics[0]?.setStatus({ state: 'absent', since: 1 })
    const { page } = await open(LIST)
    await page.getByText('The list starts by itself when it is.').waitFor()
  })

  it('uses the same words for what is not there and what may not be seen', async () => {
    const { page } = await open('/r/example.com/secrets')
    await page.getByRole('heading', { name: 'Not found or not permitted' }).waitFor()
  })

  it('shows nothing any more of what may no longer be seen', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    for (const connection of stage.argus.connections) connection.revoke('certificates')
    await page.getByRole('heading', { name: 'You may no longer see' }).waitFor()
    expect(await page.getByText('alpha', { exact: true }).count()).toBe(0)
  })

  it('is quiet when a connection breaks for a moment, loud when it stays away, and whole afterwards', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    for (const connection of stage.argus.connections) connection.cut()
    prod.put(certificate('shop/meanwhile', Date.now()))
    await page.getByText('meanwhile', { exact: true }).waitFor()
    expect(await page.getByText(/^Offline since/).count()).toBe(0)
    stage.argus.socketsRefused = true
    for (const connection of stage.argus.connections) connection.cut()
    await page.getByText('Rows show what was known then.').waitFor()
    expect(await row(page, 'alpha').getAttribute('data-known')).toBe('false')
    prod.put(certificate('shop/later', Date.now()))
    prod.delete('shop/alpha')
    stage.argus.socketsRefused = false
    await page.getByText('later', { exact: true }).waitFor()
    await page.getByText('Rows show what was known then.').waitFor({ state: 'detached' })
    await row(page, 'alpha').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Status' }).click()
    await page
      .getByRole('row', { name: /the connection broke/ })
      .first()
      .waitFor()
  })

  it('tells of a gateway that fell silent without closing anything', async () => {
    const { page } = await open(LIST)
    await page.getByText('alpha', { exact: true }).waitFor()
    for (const connection of stage.argus.connections) connection.mute = true
    await page.getByText('Rows show what was known then.').waitFor()
    await page.getByText('Rows show what was known then.').waitFor({ state: 'detached' })
  })

  it('shows 10,000 rows with a screenful of elements, however far one scrolls', async () => {
    const now = Date.now()
    const items = Array.from({ length: 10_000 }, (_, index) =>
      certificate(`shop/row-${String(index).padStart(4, '0')}`, now),
    )
    stage.argus.topics.splice(0, 1, topicOf(CERTIFICATES, 'prod', items))
    const { page } = await open(LIST)
    await page.getByText('of 10,001 on screen').waitFor()
    const shown = page.locator('[role=row][data-id]')
    for (const [part, seen] of [
      [0.5, /row-5/],
      [1, 'staged'],
    ] as const) {
      await page.locator('[role=grid]').evaluate((grid, at) => {
        grid.scrollTo({ top: grid.scrollHeight * at })
      }, part)
      await shown.getByText(seen).first().waitFor()
      expect(await shown.count()).toBeLessThan(80)
    }
  })

  async function open(path: string): Promise<Visit> {
    const visit = await stage.openLoggedIn(path)
    visits.push(visit)
    return visit
  }
})

/** Waits until the rows stand in this order; the address says what is asked before they do. */
async function ordered(page: Visit['page'], wanted: readonly string[]): Promise<void> {
  const inOrder = async (): Promise<true> => {
    expect(await names(page)).toEqual(wanted)
    return true
  }
  await until(inOrder, { what: 'the order of the rows' })
}

/** The names of the rows from the top down, wherever they stand in the document. */
function names(page: Visit['page']): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role=row][data-id]')]
      .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((element) => (element.getAttribute('data-id') ?? '').split('/').at(-1) ?? ''),
  )
}
