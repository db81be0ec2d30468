import { readFile } from 'node:fs/promises'

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { ALL, FORMULA, hostileObject, LINK, MARKUP, NAMES, SCRIPT, TURNED } from '../hostile.ts'
import type { SmallTopic } from '../small-topic.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { HOSTILE_SCENE, setUpHostile } from './hostile-scene.ts'
import { ASKED, placesOf, type Place } from './places.ts'
import { settled } from './settled.ts'
import { sideways } from './sideways.ts'
import { Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'
const WIDE = { width: 1440, height: 900 }
const NARROW = { width: 390, height: 844 }
const asked = encodeURIComponent(ALL)
const inSpace = encodeURIComponent(TURNED + MARKUP)

/** Pages under addresses that somebody else wrote. */
const LED_TO: readonly Place[] = [
  { path: `/explore?q=${asked}`, ready: 'Every other API' },
  {
    path: `${LIST}?q=${asked}&health=${asked}&ns=${asked}&sort=${asked}&cols=${asked}`,
    ready: 'which does not exist',
  },
  { path: `${LIST}?labels=${asked}&cel=${asked}&clusters=${asked}`, ready: 'Labels' },
  { path: `${LIST}?open=prod/${inSpace}/${encodeURIComponent(SCRIPT)}`, ready: LINK },
  { path: `/r/${asked}/${asked}`, ready: 'Explorer' },
  { path: `/p/${asked}`, ready: 'Not found' },
  { path: `/clusters/${asked}`, ready: 'Not found' },
  { path: `/admin/users?q=${asked}&role=${asked}&state=${asked}`, ready: 'Users' },
  { path: `/admin/users/${asked}`, ready: 'Not found' },
  { path: `/admin/roles/${asked}`, ready: 'Not found' },
  {
    path: `/admin/audit?actor=${asked}&target=${asked}&outcome=${asked}&from=${asked}`,
    ready: 'Audit',
  },
  { path: `/settings/${encodeURIComponent(SCRIPT)}`, ready: 'Not found' },
  { path: `/authorize?${ASKED}&terminal=${inSpace}`, ready: 'no log-in of a terminal' },
  {
    path: `/authorize?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(ASKED)), terminal: MARKUP })}`,
    ready: 'calls itself',
  },
  { path: `/authorize?redirect_uri=${asked}&state=${asked}`, ready: 'no log-in of a terminal' },
  { path: `/${asked}`, ready: 'Not found' },
]

const VISITED: readonly (readonly [string, readonly Place[]])[] = [
  ['on every page of the console', placesOf(HOSTILE_SCENE)],
  ['in addresses that somebody else wrote', LED_TO],
]

/** For every page one after the other. */
const PATIENCE_MS = 200_000

const ADDRESSES = [LINK, '//example.com/', '/r/%E0%A4/%E0%A4?health=%E0', `/r/x/${asked}`].map(
  (next) => `/login?next=${encodeURIComponent(next)}&error=${asked}`,
)

suite(`hostile texts${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  let list: SmallTopic
  const visits: Visit[] = []

  beforeAll(async () => {
    stage = await Stage.set()
    list = setUpHostile(stage.argus)
  })
  afterEach(async () => {
    for (const { page } of visits.splice(0)) await page.context().close()
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('X-06 become no markup by any way: the page takes none that is made of text', async () => {
    const { page } = await open('/')
    const taken = await page.evaluate(() => {
      try {
        document.createElement('div').innerHTML = '<b>text</b>'
        return 'taken'
      } catch (error) {
        return error instanceof TypeError ? 'refused' : String(error)
      }
    })
    expect(taken).toBe('refused')
  })

  it.each(VISITED)(
    'are texts, wide and narrow, and push nothing aside: %s',
    async (_, places) => {
      const { page, complaints } = await open('/')
      const found: Record<string, unknown> = {}
      for (const { path, ready } of places) {
        await page.setViewportSize(WIDE)
        await page.goto(stage.url + path)
        const shown = page.getByText(ready).filter({ visible: true }).first()
        const missed = await shown.waitFor().then(
          () => '',
          (error: unknown) => String(error),
        )
        const wide = await faults(page)
        await page.setViewportSize(NARROW)
        await settled(page)
        found[path] = { missed, wide, narrow: await faults(page), scrolls: await sideways(page) }
      }
      const none = { missed: '', wide: NO_FAULT, narrow: NO_FAULT, scrolls: [] }
      expect(found).toEqual(Object.fromEntries(places.map(({ path }) => [path, none])))
      expect(complaints).toEqual([])
    },
    PATIENCE_MS,
  )

  it('X-06 are texts in an open object, in all it tells, and as it changes', async () => {
    const { page, complaints } = await open(LIST)
    await page.locator('[role=row][data-id]').first().click()
    const drawer = page.getByRole('complementary')
    await drawer.getByRole('heading', { name: 'Labels' }).waitFor()
    const found: Record<string, unknown> = { summary: await faults(page) }
    await page.keyboard.press('2')
    await drawer.getByText('apiVersion').waitFor()
    found['yaml'] = await faults(page)
    for (const name of NAMES) list.put(hostileObject(name, Date.now(), 2))
    await page.keyboard.press('3')
    await drawer.getByRole('columnheader', { name: 'Reason and message' }).waitFor()
    found['conditions'] = await faults(page)
    await page.keyboard.press('4')
    await drawer.getByText('You opened this object').waitFor()
    await drawer.getByText('fields').first().waitFor()
    found['changes'] = await faults(page)
    await page.keyboard.press('o')
    await page.getByRole('heading', { level: 1 }).waitFor()
    found['page'] = await faults(page)
    expect(Object.values(found)).toEqual(Object.values(found).map(() => NO_FAULT))
    expect(complaints).toEqual([])
  })

  it('are texts in menus, filters, names of views and what is read aloud', async () => {
    const { page, complaints } = await open(`${LIST}?ns=${encodeURIComponent(TURNED + MARKUP)}`)
    await page.getByRole('button', { name: /^Remove the filter on namespace invoice␦/u }).waitFor()
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('button', { name: /^Remove the view view invoice␦/u }).waitFor()
    const found = { view: await faults(page) }
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Filter F' }).click()
    await page.getByRole('menuitem', { name: 'Labels' }).waitFor()
    Object.assign(found, { filter: await faults(page) })
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Columns/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Namespace' }).waitFor()
    Object.assign(found, { columns: await faults(page) })
    expect(found).toEqual({ view: NO_FAULT, filter: NO_FAULT, columns: NO_FAULT })
    expect(await page.title()).not.toMatch(UNSEEN)
    expect(complaints).toEqual([])
  })

  it('are texts in an entry of the audit log', async () => {
    const { page, complaints } = await open('/admin/audit')
    await page.getByRole('button', { name: '27 Nov' }).first().click()
    await page.getByText('"deep"').waitFor()
    expect(await faults(page)).toEqual(NO_FAULT)
    expect(complaints).toEqual([])
  })

  it('are exported as they are, but never as a formula', async () => {
    const { page } = await open(LIST)
    await page.locator('[role=row][data-id]').first().waitFor()
    await page.getByRole('button', { name: 'Export' }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: /CSV/ }).click()
    const text = await readFile(await (await downloading).path(), 'utf8')
    expect(text).toContain(MARKUP.replaceAll('"', '""'))
    expect(text).toContain(`"'${FORMULA.replaceAll('"', '""')}"`)
  })

  it('in the address of the log-in lead to no harm', async () => {
    const visit = await stage.open('/login')
    visits.push(visit)
    const found: Record<string, unknown> = {}
    for (const address of ADDRESSES) {
      await visit.page.goto(stage.url + address)
      await visit.page.getByRole('heading', { name: 'Log in' }).waitFor()
      found[address] = await faults(visit.page)
    }
    expect(found).toEqual(Object.fromEntries(ADDRESSES.map((address) => [address, NO_FAULT])))
    expect(visit.complaints).toEqual([])
  })

  async function open(path: string): Promise<Visit> {
    const visit = await stage.openLoggedIn(path)
    visit.page.on('dialog', (dialog) => {
      // The browser's own, where something is not saved: nobody's text is in it.
      if (dialog.type() === 'beforeunload') return void dialog.accept()
      throw new Error(`a dialog opened: ${dialog.message()}`)
    })
    visits.push(visit)
    return visit
  }
})

const NO_FAULT = { ran: false, elements: [], unseen: [], wider: 0 }

/** Characters that would be obeyed instead of shown. */
const UNSEEN = /[\p{Bidi_Control}]|(?![\t\n])\p{Cc}/u

/** What came of the texts on a page: whether one ran, what it made, what it hides, and how far it pushes the page aside. */
function faults(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const unseen = /[\p{Bidi_Control}]|(?![\t\n])\p{Cc}/u
    const hidden: string[] = []
    const made: string[] = []
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const leads = name === 'href' || name === 'src' || name === 'action'
        const to = leads ? URL.parse(value, location.href)?.protocol : undefined
        if (name.startsWith('on') || (leads && to !== 'http:' && to !== 'https:'))
          made.push(`${element.tagName} ${name}=${JSON.stringify(value.slice(0, 80))}`)
        // What a field holds is the reader's own; data is read by no one.
        if (name !== 'value' && !name.startsWith('data-') && unseen.test(value))
          hidden.push(`${element.tagName} ${name}=${JSON.stringify(value.slice(0, 80))}`)
      }
      if (element.classList.contains('hostile')) made.push(element.tagName)
      for (const node of element.childNodes)
        if (node instanceof Text && unseen.test(node.data))
          hidden.push(`${element.tagName}: ${JSON.stringify(node.data.slice(0, 80))}`)
    }
    const { scrollWidth, clientWidth } = document.documentElement
    const main = document.querySelector('#main')
    return {
      ran: 'ran' in window,
      elements: made,
      unseen: [...new Set(hidden)].slice(0, 12),
      wider: Math.max(
        scrollWidth - clientWidth,
        main === null ? 0 : main.scrollWidth - main.clientWidth,
      ),
    }
  })
}
