import type { Browser } from 'playwright-core'

import { now } from '../latency/stamp.ts'

/** How long a person waits, with nothing of the console kept by the browser. */
export interface Waits {
  /** From the address until the log-in takes what is typed. */
  readonly loginMs: number
  /** From sending the log-in until the overview shows its first cluster. */
  readonly overviewMs: number
}

export async function waitsOf(browser: Browser, url: string): Promise<Waits> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    const began = now()
    await page.goto(url)
    await page.getByLabel('E-mail').fill('admin@argus.local')
    const loginMs = now() - began
    await page.getByLabel('Password', { exact: true }).fill('admin')
    const sent = now()
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('main').getByText('many', { exact: true }).first().waitFor()
    return { loginMs, overviewMs: now() - sent }
  } finally {
    await context.close()
  }
}
