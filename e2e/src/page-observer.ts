import type { Page } from 'playwright-core'

import type { Observer } from './latency.ts'

/** Sees changes as a person does: in the rows of a list of the console whose columns include `Step`. */
export function pageObserver(page: Page): Observer {
  return {
    async arrival(key, step) {
      const name = key.slice(key.indexOf('/') + 1)
      const row = page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
      const sign =
        step === 'gone' ? row.getByText(/^Gone at/) : row.getByText(String(step), { exact: true })
      await sign.first().waitFor()
      return performance.now()
    },
  }
}
