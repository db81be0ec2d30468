import type { Locator, Page } from 'playwright-core'

/** The row of an object in a list, by its name. */
export function row(page: Page, name: string): Locator {
  return page.locator(`[role=row][data-id$="/${name}"]`)
}
