import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { fleet, PLUGINS } from '../fleet.ts'
import { EMAIL } from '../small-argus.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { logIn, Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`the session in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.topics.push(...fleet(Date.now(), ['prod']))
  })
  beforeEach(() => {
    stage.argus.storeDown = false
    stage.argus.provider = undefined
    stage.argus.email = EMAIL
    stage.argus.plugins = PLUGINS
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('leads to the log-in, and back to where one was going', async () => {
    const { page, complaints } = await stage.open('/r/cert-manager.io/certificates?health=Failed')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await page.getByText('certificates, failed, all clusters').waitFor()
    await logIn(page)
    await page.getByRole('heading', { name: 'Certificates' }).waitFor()
    expect(new URL(page.url()).search).toBe('?health=Failed')
    expect(complaints).toEqual([])
  })

  it('does not lead away from this origin', async () => {
    const { page } = await stage.open('/login?next=//evil.example/')
    await logIn(page)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(page.url()).toBe(`${stage.url}/`)
  })

  it('says what is wrong, and keeps the e-mail', async () => {
    const { page } = await stage.open('/login')
    await logIn(page, 'not it')
    await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor()
    expect(await page.getByLabel('E-mail').inputValue()).not.toBe('')
  })

  it('A-34 offers the identity provider where there is one, and comes back where one was going', async () => {
    stage.argus.provider = 'Example ID'
    const { page, complaints } = await stage.open('/login?next=/explore')
    await page.getByRole('link', { name: 'Log in with Example ID' }).click()
    await page.getByRole('heading', { name: 'Explorer' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('A-34 says why a login by the identity provider came to nothing, in words of its own', async () => {
    const { page } = await stage.open('/login?error=no_role')
    await page.getByRole('alert').getByText('None of your groups has a role').waitFor()
    const other = await stage.open('/login?error=%3Cb%3Eyour+fault%3C%2Fb%3E')
    await other.page.getByRole('alert').getByText('did not confirm who you are').waitFor()
    expect(await other.page.getByText('your fault').count()).toBe(0)
    expect(await other.page.getByRole('link', { name: /Log in with/ }).count()).toBe(0)
  })

  it('says why nobody can log in while the database is away', async () => {
    stage.argus.storeDown = true
    const { page } = await stage.open('/login')
    await logIn(page)
    await page.getByRole('alert').getByText('its database does not answer').waitFor()
  })

  it('is not lost by a reload while the database is away, and goes on by itself', async () => {
    const { page } = await stage.openLoggedIn('/')
    stage.argus.storeDown = true
    await page.reload()
    await page.getByRole('heading', { name: 'Argus cannot check who you are now' }).waitFor()
    stage.argus.storeDown = false
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  })

  it('lives in memory and in a cookie that no script reads, and in no storage', async () => {
    const { page } = await stage.openLoggedIn('/')
    const seen = await page.evaluate(() => ({
      cookie: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
    }))
    expect(seen).toEqual({ cookie: '', local: 0, session: 0 })
    const cookies = await page.context().cookies()
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }])
  })

  it('is one for all tabs: a second tab needs no refresh, and logging out ends both', async () => {
    const { page } = await stage.openLoggedIn('/')
    const before = stage.argus.refreshes.length
    const second = await stage.visit(await page.context().newPage(), '/explore')
    await second.page.getByRole('heading', { name: 'Explorer' }).waitFor()
    expect(stage.argus.refreshes).toHaveLength(before)
    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.getByText('You are logged out.').waitFor()
    await second.page.getByText('You logged out in another tab.').waitFor()
  })

  it('leaves nothing behind: who logs in next on the same page is never shown what was told to the one before', async () => {
    const { page } = await stage.openLoggedIn('/')
    await page.getByRole('button', { name: `Account ${EMAIL}` }).click()
    await page.getByRole('main').getByText('Prometheus', { exact: true }).waitFor()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.getByText('You are logged out.').waitFor()
    const seen = await page.evaluateHandle((first) => {
      const shown: string[] = []
      new MutationObserver(() => {
        const { innerHTML } = document.body
        shown.push(...[`Account ${first}`, 'Prometheus'].filter((it) => innerHTML.includes(it)))
      }).observe(document.body, { subtree: true, childList: true, attributes: true })
      return shown
    }, EMAIL)
    stage.argus.email = 'second@argus.test'
    stage.argus.plugins = []
    await logIn(page)
    await page.getByRole('button', { name: 'Account second@argus.test' }).waitFor()
    await page.getByRole('heading', { name: 'By plugin' }).waitFor()
    expect(await seen.jsonValue()).toEqual([])
  })

  it('is not said to be over where the log-out could not be stored', async () => {
    const { page } = await stage.openLoggedIn('/')
    stage.argus.storeDown = true
    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.getByRole('alert').getByText('You are still logged in').waitFor()
  })

  it('that was ended elsewhere says so, and comes back to the same view', async () => {
    const { page } = await stage.openLoggedIn('/r/cert-manager.io/certificates')
    await until(() => stage.argus.connections.size > 0, { what: 'a socket' })
    stage.argus.revokeAll()
    await page.getByText('Your session was ended.').waitFor()
    await logIn(page)
    await page.getByRole('heading', { name: 'Certificates' }).waitFor()
  })

  it('shows every page under the strict policy without a word of complaint', async () => {
    const { page, complaints } = await stage.openLoggedIn('/')
    const answer = await page.request.get(`${stage.url}/login`)
    expect(answer.headers()['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
    for (const path of [
      '/explore',
      '/r/cert-manager.io/certificates?open=prod/shop/checkout-tls',
      '/status',
      '/nowhere',
    ]) {
      await page.goto(stage.url + path)
      await page.getByRole('heading').first().waitFor()
    }
    await page.goto(`${stage.url}/`)
    await page.getByRole('button', { name: 'Connection' }).click()
    await page.getByRole('link', { name: 'Is it alive?' }).waitFor()
    expect(complaints).toEqual([])
  })
})
