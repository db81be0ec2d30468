import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chromiumMissing } from '@argus/testkit/chromium'
import type { Locator, Page } from 'playwright-core'

import { ADMINISTRATOR, fleet, PLUGINS } from '../fleet.ts'
import { agentClusterAnswer, connected } from '../small-clusters.ts'
import { sideways } from './sideways.ts'
import { Stage } from './stage.ts'
import { violations } from './violations.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'

/** What opens over a page, and how; then what is there. */
const OPENED: readonly Opened[] = [
  { path: LIST, press: 'Save view', role: 'textbox', ready: 'Name of this view' },
  { path: LIST, press: 'Filter', role: 'menuitem', ready: 'Labels' },
  { path: LIST, press: 'Export', role: 'menuitem', ready: 'CSV' },
  { path: LIST, press: 'Clusters shown', role: 'checkbox', ready: 'All clusters' },
  { path: LIST, press: 'Connection', role: 'link', ready: 'Is it alive?' },
  { path: '/', keys: 'Control+k', role: 'combobox', ready: 'Find anything' },
  { path: '/', keys: '?', role: 'heading', ready: 'All keys' },
  { path: '/settings/security', press: 'Set up', role: 'dialog', ready: 'Set up an authenticator' },
  { path: '/settings/keys', press: 'Make a key', role: 'dialog', ready: 'Make a key' },
  {
    path: '/clusters/staging',
    press: 'New registration token',
    role: 'dialog',
    ready: 'New registration token of staging',
  },
  {
    path: '/clusters/staging',
    press: 'Revoke the agent',
    role: 'dialog',
    ready: 'Revoke the agent of staging',
  },
]

interface Opened {
  readonly path: string
  readonly press?: string
  readonly keys?: string
  readonly role: 'textbox' | 'menuitem' | 'checkbox' | 'link' | 'combobox' | 'heading' | 'dialog'
  readonly ready: string
}

/** For all of it one after the other. */
const PATIENCE_MS = 180_000

const SIZES = [
  ['wide', { width: 1440, height: 900 }],
  ['on a telephone', { width: 390, height: 844 }],
] as const

suite(`what opens over pages${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now(), ['prod', 'staging']))
    stage.argus.grants = [ADMINISTRATOR]
    stage.argus.clusters.clusters = [agentClusterAnswer('staging', { agent: connected() })]
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it.each(SIZES)(
    'breaks no rule of WCAG 2.2 A and AA, and fits, %s',
    async (_, viewport) => {
      // What still fades in has a contrast that nobody reads.
      const { page } = await stage.openLoggedIn('/', { viewport, reducedMotion: 'reduce' })
      const found: Record<string, readonly string[]> = {}
      let at = ''
      for (const opened of OPENED) {
        const { path, press, keys } = opened
        if (path !== at) await page.goto(stage.url + path)
        at = path
        const shown = await open(page, opened)
        found[`${path} ${press ?? keys}`] = [...(await violations(page)), ...(await sideways(page))]
        await page.keyboard.press('Escape')
        await shown.waitFor({ state: 'hidden' })
      }
      await page.context().close()
      expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([])
    },
    PATIENCE_MS,
  )
})

async function open(page: Page, { press, keys, role, ready }: Opened): Promise<Locator> {
  await page.getByRole('button', { name: 'Connection' }).waitFor()
  if (press !== undefined) await page.getByRole('button', { name: press }).first().click()
  if (keys !== undefined) await page.keyboard.press(keys)
  const shown = page.getByRole(role, { name: ready }).first()
  await shown.waitFor()
  return shown
}
