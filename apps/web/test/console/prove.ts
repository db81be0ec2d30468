import type { Page } from 'playwright-core'

import { PASSWORD } from '../small-argus.ts'

/** Shows again who one is, where a page asks for it. */
export async function prove(page: Page): Promise<void> {
  const proof = page.getByRole('dialog', { name: 'Show again that it is you' })
  await proof.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
}
