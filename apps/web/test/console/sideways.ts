import type { Page } from 'playwright-core'

/** What makes a page wider than its window, or scrolls to the side in it. YAML may, lines of filters and tabs, and tables of two dimensions. */
export function sideways(page: Page): Promise<readonly string[]> {
  return page.evaluate((allowed) => {
    const found: string[] = []
    for (const element of document.querySelectorAll('html, body, body *')) {
      const wider = element.scrollWidth - element.clientWidth
      if (wider <= 1 || element.closest(allowed) !== null) continue
      const root = element === document.documentElement
      const { overflowX } = getComputedStyle(element)
      if (root || overflowX === 'auto' || overflowX === 'scroll')
        found.push(`${element.tagName} ${element.getAttribute('class') ?? ''}: ${wider} px`)
    }
    return found
  }, ALLOWED)
}

const ALLOWED =
  '[aria-label="YAML"], [role=search], [role=tablist], pre, .cm-editor, div:has(> table)'
