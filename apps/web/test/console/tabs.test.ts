import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { fleet, PLUGINS } from '../fleet.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { logIn, Stage, type Visit } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`the tabs of a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now(), ['prod']))
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('share one socket and its subscriptions, which outlive the tab that came first', async () => {
    const before = stage.argus.dialled
    const first = await stage.openLoggedIn(LIST)
    await shown(first.page)
    const second = await another(first)
    const third = await another(first)
    for (const { page } of [second, third]) await shown(page)
    expect(stage.argus.dialled - before).toBe(1)
    const [socket] = stage.argus.connections
    expect(socket?.asked.filter((resource) => resource === 'certificates')).toHaveLength(1)

    await first.page.close()
    fail('checkout-tls', 'first gone')
    for (const { page } of [second, third]) await page.getByText('first gone').first().waitFor()
    await second.page.reload()
    await second.page.getByText('first gone').first().waitFor()
    expect(stage.argus.dialled - before).toBe(1)
    expect(socket?.asked.filter((resource) => resource === 'certificates')).toHaveLength(1)
    expect([...first.complaints, ...second.complaints, ...third.complaints]).toEqual([])
    await third.page.context().close()
    await until(() => stage.argus.connections.size === 0, { what: 'the end of the socket' })
  })

  it('renew their session once for all of them, also where each has a connection of its own', async () => {
    stage.argus.tokenLifeS = 24
    try {
      const { page } = await stage.open(LIST)
      await page.context().addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
      await page.reload()
      await logIn(page)
      await shown(page)
      const before = stage.argus.refreshes.length
      const second = await another({ page, complaints: [] })
      await shown(second.page)
      expect(stage.argus.connections.size).toBe(2)
      const renewed = () => [...stage.argus.connections].every(({ renewals }) => renewals > 0)
      await until(renewed, { timeoutMs: 30_000, what: 'new tokens on both connections' })
      expect(stage.argus.refreshes.length - before).toBe(1)
      await page.context().close()
    } finally {
      stage.argus.tokenLifeS = 300
    }
  }, 60_000)

  it('are all logged out by one, and their socket ends', async () => {
    const { page } = await stage.openLoggedIn('/')
    const { page: second } = await another({ page, complaints: [] })
    await shown(second)
    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.getByText('You are logged out.').waitFor()
    await second.getByText('You logged out in another tab.').waitFor()
    expect(await second.getByText('checkout-tls').count()).toBe(0)
    await until(() => stage.argus.connections.size === 0, { what: 'the end of the socket' })
    await page.context().close()
  })

  it('never go on as somebody else: another login ends what an open tab shows', async () => {
    const { page } = await stage.openLoggedIn(LIST)
    await shown(page)
    const other = await stage.visit(await page.context().newPage(), '/status')
    await other.page.getByRole('heading', { name: 'Is it alive?' }).waitFor()
    // The cookie of the first session goes, as it does when a browser is given to somebody else.
    await page.context().clearCookies()
    const login = await page.context().newPage()
    // A tab that hears no other tab, so that it has to ask who is there.
    await login.addInitScript(() => {
      BroadcastChannel.prototype.addEventListener = () => undefined
    })
    await login.goto(`${stage.url}/login`)
    await logIn(login)
    await page.getByText('Somebody logged in in another tab.').waitFor()
    expect(await page.getByText('checkout-tls').count()).toBe(0)
    await page.context().close()
  })

  it('go on with a socket each when the worker dies', async () => {
    const { page } = await stage.openLoggedIn(LIST)
    await shown(page)
    const before = stage.argus.dialled
    await stage.killSharedWorkers()
    await until(() => stage.argus.dialled > before, { what: 'a socket of the tab' })
    await shown(page)
    fail('checkout-tls', 'worker gone')
    await page.getByText('worker gone').first().waitFor()
    await page.context().close()
  })

  it('have a socket each where the browser has no shared workers', async () => {
    const before = stage.argus.dialled
    const { page } = await stage.open('/login')
    await page.context().addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
    await page.reload()
    await logIn(page)
    await page.getByRole('button', { name: 'Connection' }).waitFor()
    const second = await another({ page, complaints: [] })
    await shown(second.page)
    expect(stage.argus.dialled - before).toBe(2)
    await page.context().close()
  })

  it('have a socket each where the worker does not start', async () => {
    const before = stage.argus.dialled
    const { page } = await stage.open('/login')
    await page.context().addInitScript(() => {
      const Real = SharedWorker
      class Broken extends Real {
        constructor(_: string, options: WorkerOptions) {
          super('/no-script-here', options)
        }
      }
      Object.defineProperty(globalThis, 'SharedWorker', { value: Broken })
    })
    await page.reload()
    await logIn(page)
    await page.getByRole('button', { name: 'Connection' }).waitFor()
    const second = await another({ page, complaints: [] })
    await shown(second.page)
    expect(stage.argus.dialled - before).toBe(2)
    await page.context().close()
  })

  async function another({ page }: Visit): Promise<Visit> {
    return stage.visit(await page.context().newPage(), LIST)
  }

  function fail(name: string, reason: string): void {
    const topic = stage.argus.topics.find(({ topic: { resource } }) => resource === 'certificates')
    const [, known] = [...(topic?.items ?? [])].find(([key]) => key.endsWith(`/${name}`)) ?? []
    if (topic === undefined || known === undefined) throw new Error(`there is no ${name}`)
    topic.put({ ...known, health: 'Failed', reason })
  }
})

const LIST = '/r/cert-manager.io/certificates'

function shown(page: Page): Promise<void> {
  return page.getByText('checkout-tls').first().waitFor()
}
