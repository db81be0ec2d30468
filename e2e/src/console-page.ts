import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'

import { ADMIN } from './session.ts'

/** A page of the console, alone in its browser context, and what went wrong in it. */
export interface ConsolePage extends AsyncDisposable {
  readonly page: Page
  /** Errors that the page threw or wrote to its console. */
  readonly errors: readonly string[]
}

/** Opens a path of the console. */
export async function openPage(browser: Browser, url: string): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => {
    // A browser notes every answer of 400 and above, also the one that says that nobody is logged in yet.
    const noted = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !noted) errors.push(message.text())
  })
  await page.goto(url)
  return { page, errors, [Symbol.asyncDispose]: () => context.close() }
}

/** Fills in the login form and sends it. */
export async function logInOn(page: Page, { email, password } = ADMIN): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** The row of an object in the list that is open. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
}

/** Keeps a picture to be looked at, in a folder that is no part of the repository. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../.argus/screenshots')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
