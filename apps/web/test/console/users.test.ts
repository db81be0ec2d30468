import { INTERNAL_GROUP } from '@argus/contracts/topic'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { ADMINISTRATOR } from '../fleet.ts'
import { PASSWORD } from '../small-argus.ts'
import { clusterAnswer } from '../small-clusters.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { people, type People } from './people.ts'
import { Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`the users${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  let known: People

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.clusters.clusters = ['prod-eu-1', 'staging'].map((id) => clusterAnswer(id))
  })
  beforeEach(() => {
    stage.argus.account.proofOld = false
    known = people(stage.argus)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  const openDev = () => stage.openLoggedIn(`/admin/users/${known.dev.id}`)

  it('are there for who may list them, and lost for who may not', async () => {
    const { page, complaints } = await stage.openLoggedIn('/')
    await page.getByRole('link', { name: 'Administration' }).click()
    const row = page.getByRole('row', { name: /Payments developer/u })
    await row.getByText('developer, viewer').waitFor()
    await row.getByText('app, 2 passkeys').waitFor()
    stage.argus.grants = []
    await page.reload()
    await page.getByRole('heading', { name: 'Not found or not permitted' }).waitFor()
    expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('are filtered by text, role and state, in the address', async () => {
    const { page } = await stage.openLoggedIn('/admin/users')
    await page.getByRole('link', { name: 'Payments developer' }).waitFor()
    await page.getByLabel('State').selectOption('Disabled')
    await page.getByRole('link', { name: 'away@argus.test' }).waitFor()
    await page.getByRole('link', { name: 'Payments developer' }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?state=disabled')
    await page.getByLabel('Role').selectOption('viewer')
    await page.getByText('No user matches this.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByLabel('Filter by name or e-mail').fill('pay')
    await page.getByRole('link', { name: 'away@argus.test' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Payments developer' }).waitFor()
    expect(new URL(page.url()).search).toBe('?q=pay')
  })

  it('gain one with a role in a namespace, whose first password is shown once', async () => {
    const { page, complaints } = await stage.openLoggedIn('/admin/users')
    await page.getByRole('button', { name: 'Add user' }).click()
    await page.getByLabel('E-mail', { exact: true }).fill('new@argus.test')
    const dialog = page.getByRole('dialog', { name: 'Add a user' })
    await giveIn(dialog, { role: 'viewer', namespace: 'shop' })
    await dialog.getByRole('button', { name: 'Add the user' }).click()
    await page.getByText('first-login-secret').waitFor()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await page.getByRole('heading', { name: 'new@argus.test' }).waitFor()
    await page.getByText('viewer in prod-eu-1 / shop').waitFor()
    expect(complaints).toEqual([])
  })

  it('are not added twice: what auth says stands in the form, which is kept', async () => {
    const { page } = await stage.openLoggedIn('/admin/users')
    await page.getByRole('button', { name: 'Add user' }).click()
    await page.getByLabel('E-mail', { exact: true }).fill('dev@argus.test')
    await page.getByRole('button', { name: 'Add the user' }).click()
    await page.getByRole('alert').getByText('another user has this e-mail address').waitFor()
    expect(await page.getByLabel('E-mail', { exact: true }).inputValue()).toBe('dev@argus.test')
  })

  it('are disabled after it was said what that ends, and enabled again', async () => {
    const { page, complaints } = await openDev()
    await page.getByRole('button', { name: 'Disable' }).click()
    const dialog = page.getByRole('dialog', { name: 'Disable Payments developer' })
    await dialog.getByText('Ends 2 sessions within 2 seconds.').waitFor()
    await dialog.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('None: they are not logged in.').waitFor()
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByRole('button', { name: 'Disable' }).waitFor()
    expect(known.dev.disabledAt).toBeNull()
    expect(complaints).toEqual([])
  })

  it('lose a role only after it was said what they lose with it', async () => {
    const { page } = await openDev()
    await page.getByRole('button', { name: 'Take away viewer in staging' }).click()
    const dialog = page.getByRole('dialog', { name: 'Take viewer in staging away' })
    await dialog.getByText('get, list, watch every kind').waitFor()
    await dialog.getByRole('button', { name: 'Take it away' }).click()
    await page.getByText('viewer in staging', { exact: true }).waitFor({ state: 'detached' })
    expect(stage.argus.people.assignments).toHaveLength(2)
  })

  it('are told at the control why the last administrator cannot go', async () => {
    const { page } = await stage.openLoggedIn(`/admin/users/${known.admin.id}`)
    // At their role, and at their access.
    await page.getByText('This is the last administrator').nth(1).waitFor()
    for (const name of ['Disable', 'Delete', 'Take away admin everywhere'])
      expect(await page.getByRole('button', { name }).count()).toBe(0)
  })

  it('are given no role that auth refuses, and it is said why', async () => {
    stage.argus.people.refusal = {
      code: 'not_allowed',
      error:
        'admin everywhere permits what you may not do there; ask somebody who may do all of it',
    }
    const { page } = await openDev()
    await page.getByRole('button', { name: 'Give a role' }).click()
    const dialog = page.getByRole('dialog', { name: 'Give Payments developer a role' })
    await dialog.getByLabel('Role').selectOption('admin')
    await dialog.getByRole('button', { name: 'Give the role' }).click()
    await dialog.getByRole('alert').getByText('permits what you may not do there').waitFor()
  })

  it('have sessions ended, a key revoked, factors removed and a password reset, with a proof', async () => {
    const { page, complaints } = await openDev()
    await page.getByRole('button', { name: 'End Firefox on Windows' }).click()
    await page.getByText('Firefox on Windows').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Revoke ci-payments' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke the key' }).click()
    await page.getByText('ci-payments', { exact: true }).waitFor({ state: 'detached' })
    stage.argus.account.proofOld = true
    await page.getByRole('button', { name: 'Remove all second factors' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove all' }).click()
    await prove(page)
    await page.getByText('None enrolled.').waitFor()
    await page.getByRole('button', { name: 'Reset the password' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
    await page.getByText('once-only-secret').waitFor()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    expect(complaints).toEqual([])
  })

  it('are deleted, and the list is shown without them', async () => {
    const { page } = await openDev()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByRole('link', { name: 'away@argus.test' }).waitFor()
    expect(await page.getByText('Payments developer').count()).toBe(0)
  })

  it('lead to what the audit log says of them, for who may read it', async () => {
    const { page } = await openDev()
    await page.getByRole('link', { name: 'What they did' }).waitFor()
    await page.getByRole('link', { name: 'Changes of this user' }).click()
    await page.waitForURL(new RegExp(`/admin/audit\\?target=${known.dev.id}$`, 'u'))
    expect(await page.getByLabel('Target').inputValue()).toBe(known.dev.id)
    const permissions = [{ apiGroup: INTERNAL_GROUP, resource: 'users', verb: '*' as const }]
    stage.argus.grants = [{ ...ADMINISTRATOR, permissions }]
    await page.goto(`${stage.url}/admin/users/${known.dev.id}`)
    await page.getByRole('heading', { name: 'Access' }).waitFor()
    expect(await page.getByRole('link', { name: 'What they did' }).count()).toBe(0)
  })

  it('fit a telephone without a sideways scroll', async () => {
    const telephone = { viewport: { width: 390, height: 844 } }
    const { page } = await stage.openLoggedIn('/admin/users', telephone)
    await page.getByRole('link', { name: 'Payments developer' }).waitFor()
    const wide = 'document.scrollingElement.scrollWidth > innerWidth'
    expect(await page.evaluate(wide)).toBe(false)
    await page.getByRole('link', { name: 'Payments developer' }).click()
    await page.getByText('ci-payments', { exact: true }).waitFor()
    expect(await page.evaluate(wide)).toBe(false)
  })
})

type Form = ReturnType<Page['getByRole']>

async function giveIn(form: Form, given: { role: string; namespace: string }): Promise<void> {
  await form.getByLabel('Role').selectOption(given.role)
  await form.getByLabel('Cluster').selectOption('prod-eu-1')
  await form.getByLabel('Namespace').fill(given.namespace)
}

async function prove(page: Page): Promise<void> {
  const proof = page.getByRole('dialog', { name: 'Show again that it is you' })
  await proof.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
}
