import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { z } from 'zod'

import { fleet, PLUGINS } from '../fleet.ts'
import { chromiumMissing } from './chromium.ts'
import { Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const LIST = '/r/cert-manager.io/certificates'

/** Every page, and what is there when it is. */
const PAGES: readonly { readonly path: string; readonly ready: string }[] = [
  { path: '/', ready: 'Certificate · ' },
  { path: '/explore', ready: 'cert-manager' },
  { path: LIST, ready: 'checkout-tls' },
  { path: `${LIST}?open=prod-eu-1/shop/checkout-tls`, ready: 'checkout-tls-secret' },
  { path: '/status', ready: 'Is it alive?' },
  { path: '/settings/sessions', ready: 'Sessions' },
  { path: '/settings/security', ready: 'Password' },
  { path: '/settings/keys', ready: 'API keys' },
  { path: '/settings/display', ready: 'Dark' },
  { path: '/nowhere', ready: 'Not found' },
]
const SCHEMES = ['light', 'dark'] as const

suite(`pages for everyone${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now()))
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it.each(SCHEMES)('break no rule of WCAG 2.2 A and AA that can be checked, %s', async (scheme) => {
    const login = await stage.open('/login', { colorScheme: scheme })
    await login.page.getByRole('heading', { name: 'Log in' }).waitFor()
    const found = { '/login': await violations(login.page) }
    await login.page.context().close()
    const { page } = await stage.openLoggedIn('/', { colorScheme: scheme })
    for (const { path, ready } of PAGES) {
      await page.goto(stage.url + path)
      await page.getByText(ready).first().waitFor()
      Object.assign(found, { [path]: await violations(page) })
    }
    await page.context().close()
    expect(found).toEqual(
      Object.fromEntries(['/login', ...PAGES.map(({ path }) => path)].map((path) => [path, []])),
    )
  })
})

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const report = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })),
    }),
  ),
})

/** What a page breaks, a line each: the rule, why, and where. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const answer: unknown = await page.evaluate(
    `axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(RULES)} } })`,
  )
  return report
    .parse(answer)
    .violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${failureSummary} ${html.slice(0, 160)}`),
    )
}
