import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { fleet, PLUGINS } from '../fleet.ts'
import { CODE, PASSWORD } from '../small-argus.ts'
import { addAuthenticator } from '@argus/testkit/authenticator'
import { chromiumMissing } from '@argus/testkit/chromium'
import { logIn, Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`settings${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now(), ['prod']))
  })
  beforeEach(() => {
    const { account } = stage.argus
    Object.assign(account, { proofOld: false, factorAsked: false, totp: false })
    account.passkeys = []
    account.keys = []
    account.sessions = [
      session('Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0', true),
      session('Mozilla/5.0 (Windows NT 10.0) Firefox/141.0', false),
      session('curl/8.1', false),
    ]
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('end one session, then all others', async () => {
    const { page, complaints } = await stage.openLoggedIn('/settings/sessions')
    await page.getByText('this one').waitFor()
    await page.getByRole('button', { name: 'End Firefox on Windows' }).click()
    await page.getByText('Firefox on Windows').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'End 1 other session' }).click()
    await page.getByText('curl/8.1').waitFor({ state: 'detached' })
    expect(stage.argus.account.sessions.map(({ current }) => current)).toEqual([true])
    expect(complaints).toEqual([])
  })

  it('ask for a proof where the last is old, then do what was asked, by keyboard alone', async () => {
    stage.argus.account.proofOld = true
    const { page, complaints } = await stage.openLoggedIn('/settings/security')
    const setUp = page.getByRole('button', { name: 'Set up' })
    await setUp.focus()
    await page.keyboard.press('Enter')
    const proof = page.getByRole('dialog', { name: 'Show again that it is you' })
    await proof.getByLabel('Password', { exact: true }).waitFor()
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await proof.getByRole('alert').getByText('The password or the code is wrong').waitFor()
    await proof.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await enrolApp(page)
    await page.getByText('On: a log-in asks for a code').waitFor()
    expect(complaints).toEqual([])
  })

  it('do nothing where the proof is not given, and say so', async () => {
    stage.argus.account.proofOld = true
    const { page } = await stage.openLoggedIn('/settings/security')
    const setUp = page.getByRole('button', { name: 'Set up' })
    await setUp.click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('alert').getByText('it needs a new proof that it is you').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await setUp.evaluate((own) => own === own.ownerDocument.activeElement)).toBe(true)
  })

  it('add a passkey, give it another name, and remove it by the proof that it is', async () => {
    const { page, complaints } = await stage.openLoggedIn('/settings/security')
    await addAuthenticator(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name', { exact: true }).fill('My key')
    await page.getByRole('button', { name: 'Go on in the browser' }).click()
    await page.getByRole('button', { name: 'Rename My key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('My laptop')
    await page.getByRole('button', { name: 'Save the name' }).click()
    stage.argus.account.proofOld = true
    await page.getByRole('button', { name: 'Remove My laptop' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove My laptop' })
    await dialog.getByText('It is your last second factor.').waitFor()
    await dialog.getByRole('button', { name: 'Remove the passkey' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('My laptop', { exact: true }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  it('say what goes with the last second factor before it is removed, and of no other', async () => {
    const { account } = stage.argus
    account.totp = true
    const createdAt = new Date().toISOString()
    account.passkeys = [{ id: 'id-1', name: 'My laptop', createdAt, lastUsedAt: null }]
    const { page, complaints } = await stage.openLoggedIn('/settings/security')
    await page.getByRole('button', { name: 'Remove My laptop' }).click()
    await page.getByText('My laptop', { exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Turn off' }).click()
    const dialog = page.getByRole('dialog', { name: 'Turn off the authenticator app' })
    await dialog.getByText('It is your last second factor.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(account.totp).toBe(true)
    await page.getByRole('button', { name: 'Turn off' }).click()
    await dialog.getByRole('button', { name: 'Turn it off' }).click()
    await page.getByText('Off. With it').waitFor()
    expect(account.totp).toBe(false)
    expect(complaints).toEqual([])
  })

  it('lead whoever must have a second factor into enrolling one, and into Argus afterwards', async () => {
    stage.argus.account.factorAsked = true
    const { page } = await stage.open('/')
    await logIn(page)
    await page.getByText('Argus asks everybody here for a second factor').waitFor()
    await page.getByRole('button', { name: 'Set up' }).click()
    await enrolApp(page)
    await page.getByRole('link', { name: 'Open Argus' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  })

  it('show a new key once, and revoke it', async () => {
    const { page, complaints } = await stage.openLoggedIn('/settings/keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('ci')
    await page.getByLabel('Role').fill('reader')
    await page.getByRole('button', { name: 'Make the key' }).click()
    await page.getByText('argus_abcd1234_secret').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'I have stored it' }).click()
    expect(await page.getByText('argus_abcd1234_secret').count()).toBe(0)
    await page.getByText('reader everywhere').waitFor()
    await page.getByRole('button', { name: 'Revoke ci' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke ci' })
    await dialog.getByText('stops working at once').waitFor()
    expect(stage.argus.account.keys).toHaveLength(1)
    await dialog.getByRole('button', { name: 'Revoke the key' }).click()
    await page.getByText('You have none.').waitFor()
    expect(complaints).toEqual([])
  })

  it('change the password and the colours, and keep them', async () => {
    const { page, complaints } = await stage.openLoggedIn('/settings/security')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByLabel('New password').fill('a password of my own choice')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByText('Your other sessions are ended.').waitFor()
    await page.getByRole('link', { name: 'Display' }).click()
    await page.getByLabel('Dark').check()
    await page.getByText('Saved').waitFor()
    await page.reload()
    await page.locator('[data-mantine-color-scheme=dark]').waitFor()
    expect(complaints).toEqual([])
    stage.argus.settings = {}
  })
})

async function enrolApp(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' })
  await dialog.getByRole('img', { name: 'The key as a picture' }).waitFor()
  await dialog.getByLabel('Code').fill(CODE)
  await page.keyboard.press('Enter')
  await page.getByText('aaaa-bbbb').waitFor()
  await page.getByRole('button', { name: 'I have stored them' }).click()
}

function session(userAgent: string, current: boolean) {
  const at = new Date(Date.now() - 3_600_000).toISOString()
  const ends = { idleExpiresAt: at, expiresAt: at }
  const who = { ip: '192.0.2.7', userAgent, amr: ['pwd'], current }
  return { id: crypto.randomUUID(), createdAt: at, lastSeenAt: at, authTime: at, ...ends, ...who }
}
