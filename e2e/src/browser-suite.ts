import type { Browser } from 'playwright-core'
import { chromiumMissing, startChromium } from '@argus/testkit/chromium'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { type ConsolePage, logInOn, openPage } from './console-page.ts'
import { ADMIN, type Login } from './session.ts'
import type { World } from './world.ts'

/** What a journey in a browser is made of. */
export interface Visitor {
  /** A path of the console in a browser profile of its own. */
  readonly open: (path: string) => Promise<ConsolePage>
  /** The same, logged in on the way: as the administrator unless somebody else is given. */
  readonly openAs: (path: string, login?: Login) => Promise<ConsolePage>
}

/** A suite with one browser for all its journeys; skipped by name where there is none. */
export function browserSuite(
  title: string,
  world: () => World,
  journeys: (visitor: Visitor) => void,
): void {
  const missing = chromiumMissing()
  const suite = missing === undefined ? describe : describe.skip
  suite(missing === undefined ? title : `${title} (skipped: ${missing})`, () => {
    let chromium: Browser | undefined
    beforeAll(async () => {
      chromium = await startChromium()
    })
    afterAll(async () => {
      await chromium?.close()
    })
    const open = (path: string): Promise<ConsolePage> => {
      if (chromium === undefined) throw new Error('the browser did not start')
      return openPage(chromium, `${world().argus.consoleUrl}${path}`)
    }
    journeys({
      open,
      async openAs(path, login = ADMIN) {
        await using made = new AsyncDisposableStack()
        const opened = made.use(await open(path))
        await logInOn(opened.page, login)
        await opened.page.getByRole('button', { name: 'Connection' }).waitFor()
        const kept = made.move()
        return { ...opened, [Symbol.asyncDispose]: () => kept.disposeAsync() }
      },
    })
  })
}
