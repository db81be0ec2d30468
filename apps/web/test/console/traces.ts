import type { Page } from 'playwright-core'

/** All that a page leaves for a script or a person to find later. */
export async function traces(page: Page): Promise<unknown> {
  return page.evaluate(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]) + document.documentElement.outerHTML',
  )
}
