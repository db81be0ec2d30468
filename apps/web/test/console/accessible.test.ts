import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chromiumMissing } from '@argus/testkit/chromium'
import type { Page } from 'playwright-core'
import { z } from 'zod'

import { fleet, PLUGINS } from '../fleet.ts'
import { agentClusterAnswer, clusterAnswer, connected, PODS } from '../small-clusters.ts'
import { ME_ID } from '../small-argus.ts'
import { people } from './people.ts'
import { LOG_IN, placesByRoute, placesOf, type Place, type Scene } from './places.ts'
import { PAYMENTS, setUp } from './roles-scene.ts'
import { settled } from './settled.ts'
import { sideways } from './sideways.ts'
import { Stage } from './stage.ts'
import { violations } from './violations.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

const SCENE: Scene = {
  cluster: 'prod-eu-1',
  other: 'staging',
  namespace: 'shop',
  name: 'checkout-tls',
  user: { id: ME_ID, name: 'Payments developer' },
  role: { id: PAYMENTS, name: 'payments-developer' },
}
const PLACES = placesOf(SCENE)

type Size = typeof WIDE

/** On each, every rule is checked. */
const WIDE = { width: 1440, height: 900 }
const TELEPHONE = { width: 390, height: 844 }
/** On these nothing may scroll to the side: a window of 1280 px at 200 %, and at the 400 % of WCAG 1.4.10. */
const ZOOMED = [
  { width: 640, height: 450 },
  { width: 320, height: 256 },
]

/** How a page is made and laid out does not depend on its colours: in the others those alone are looked at. */
const SEEN = [
  ['light', { sizes: [WIDE, TELEPHONE, ...ZOOMED], colours: false }],
  ['dark', { sizes: [WIDE, TELEPHONE], colours: true }],
] as const

/** How a page is looked at. */
interface Look {
  readonly sizes: readonly Size[]
  /** Only what its colours break. */
  readonly colours: boolean
}

/** For every page one after the other. */
const PATIENCE_MS = 400_000

suite(`pages for everyone${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    people(stage.argus)
    stage.argus.topics.push(...fleet(Date.now()))
    setUp(stage.argus)
    stage.argus.clusters.clusters = [
      agentClusterAnswer('edge-paris'),
      clusterAnswer('prod-eu-1'),
      agentClusterAnswer('staging', { agent: connected() }),
    ]
    stage.argus.clusters.resources = [PODS]
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('are all of them: each route that the built console has is among the places', async () => {
    const { page } = await stage.open('/login')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    const routes = await page.evaluate(() =>
      Object.keys(Reflect.get(globalThis, '__TSR_ROUTER__').routesByPath),
    )
    await page.context().close()
    const named = [LOG_IN.path, ...Object.keys(placesByRoute(SCENE))]
    expect(z.array(z.string()).parse(routes).toSorted()).toEqual(named.toSorted())
  })

  it.each(SEEN)(
    'break no rule of WCAG 2.2 A and AA that can be checked, and fit, %s',
    async (colorScheme, look) => {
      // What still fades in has a contrast that nobody reads.
      const options = { colorScheme, reducedMotion: 'reduce' } as const
      const login = await stage.open(LOG_IN.path, options)
      const found = { [LOG_IN.path]: await faults(login.page, LOG_IN, look) }
      await login.page.context().close()
      const { page } = await stage.openLoggedIn('/', options)
      for (const place of PLACES) {
        await page.setViewportSize(WIDE)
        await goTo(page, stage.url + place.path)
        Object.assign(found, { [place.path]: await faults(page, place, look) })
      }
      await page.context().close()
      expect(Object.entries(found).filter(([, lines]) => lines.length > 0)).toEqual([])
    },
    PATIENCE_MS,
  )
})

/**
 * As a link leads there, and until what stood there before is gone: a page that is loaded anew reads its scripts, and those
 * of the rules, again, which is half of the time. One that asks before it is left is.
 */
async function goTo(page: Page, url: string): Promise<void> {
  await page.evaluate(
    (to) => Reflect.get(globalThis, '__TSR_ROUTER__').history.push(to),
    url.slice(new URL(url).origin.length),
  )
  if (page.url() !== url) await page.goto(url)
  await page.waitForFunction(() => {
    const {
      status,
      location: wanted,
      resolvedLocation: shown,
    } = Reflect.get(globalThis, '__TSR_ROUTER__').state
    return status === 'idle' && shown?.href === wanted.href
  })
}

/** What is wrong with a page in each size, a line each. */
async function faults(
  page: Page,
  { ready }: Place,
  { sizes, colours }: Look,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const viewport of sizes) {
    await page.setViewportSize(viewport)
    await page.getByText(ready).filter({ visible: true }).first().waitFor()
    await settled(page)
    const broken = ZOOMED.includes(viewport) ? [] : await violations(page, { colours })
    const lines = [...broken, ...(await sideways(page))]
    found.push(...lines.map((line) => `${viewport.width} px: ${line}`))
  }
  return found
}
