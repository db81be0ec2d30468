import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { fleet, PLUGINS } from '../fleet.ts'
import { PASSWORD } from '../small-argus.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { until } from '@argus/testkit/until'
import { ALL_OF_ARGUS, DEV, ONCALL, permissions, setUp } from './roles-scene.ts'
import { logIn, Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`roles${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  let role: string
  let admin: string

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now()))
  })
  beforeEach(() => {
    stage.argus.account.proofOld = false
    ;({ role, admin } = setUp(stage.argus))
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  const stored = () => stage.argus.roles.roles.find(({ id }) => id === role)
  const holders = () =>
    stage.argus.roles.assignments
      .filter(({ roleId }) => roleId === role)
      .map(({ email, cluster }) => `${email} ${cluster}`)

  it('are listed with who has them and what they permit', async () => {
    const { page, complaints } = await stage.openLoggedIn('/admin/roles')
    const line = page.getByRole('row', { name: /payments-developer/u })
    await line.getByText('2 accounts').waitFor()
    await line.getByText('reads certificates, networkpolicies, servicemonitors').waitFor()
    await line.getByRole('link').click()
    await page.getByRole('heading', { name: 'payments-developer' }).waitFor()
    await page.getByRole('link', { name: 'Changes of this role' }).click()
    await page.waitForURL(new RegExp(`/admin/audit\\?target=${role}$`, 'u'))
    expect(complaints).toEqual([])
  })

  it('say what a person would see before anything is saved, and save what was reviewed', async () => {
    stage.argus.account.proofOld = true
    const { page, complaints } = await open(stage, role)
    const seen = page.getByRole('complementary', { name: 'What may this person see?' })
    await seen.getByRole('row', { name: 'Certificates – 11 – –' }).waitFor()
    await page.getByRole('button', { name: 'Remove networkpolicies' }).click()
    await seen.getByRole('row', { name: 'NetworkPolicies – −8 – –' }).waitFor()
    await page.getByRole('button', { name: 'Grant to' }).click()
    await page.getByRole('radio', { name: DEV.email }).check()
    await page.getByLabel('Cluster', { exact: true }).selectOption('prod-us-2')
    await page.getByRole('button', { name: 'Add to the draft' }).click()
    await seen.getByText('76 objects more in 1 cluster, 8 objects less in 1 cluster.').waitFor()
    await seen.getByText('Today').click()
    await seen.getByRole('row', { name: 'NetworkPolicies – 8 – –' }).waitFor()
    expect(stored()?.permissions).toHaveLength(9)
    await page.getByRole('button', { name: 'Review and save' }).click()
    const review = page.getByRole('dialog', { name: 'Save 2 changes' })
    await review.getByText('Gives it to dev@example.com in prod-us-2.').waitFor()
    await review.getByRole('button', { name: 'Save' }).click()
    const proof = page.getByRole('dialog', { name: 'Show again that it is you' })
    await proof.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await review.waitFor({ state: 'detached' })
    expect(stored()?.permissions).toHaveLength(6)
    expect(holders()).toContain('dev@example.com prod-us-2')
    await page.getByRole('button', { name: 'Delete' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('do not grant what the editor does not hold, and say why at the box', async () => {
    stage.argus.grants = [
      {
        role: 'security',
        cluster: null,
        namespace: null,
        permissions: [...permissions('*', '*', ['list', 'watch']), ...ALL_OF_ARGUS],
      },
    ]
    stage.argus.roles.roles = stage.argus.roles.roles.map((one) => ({
      ...one,
      permissions: one.permissions.filter(({ verb }) => verb !== 'get'),
    }))
    const { page } = await open(stage, role)
    const box = page.getByRole('checkbox', {
      name: /^get certificates of cert-manager\.io, closed/u,
    })
    expect(await box.isDisabled()).toBe(true)
    await page.getByText('A closed box is what you may not do in prod-eu-1').waitFor()
    const list = page.getByRole('checkbox', { name: 'list certificates of cert-manager.io' })
    expect(await list.isDisabled()).toBe(false)
  })

  it('are not overwritten where somebody else was faster, until their change was seen', async () => {
    const { page } = await open(stage, role)
    await page.getByRole('checkbox', { name: 'get certificates of cert-manager.io' }).uncheck()
    stage.argus.roles.roles = stage.argus.roles.roles.map((one) =>
      one.id === role
        ? { ...one, permissions: [...one.permissions, ...permissions('keda.sh', 'scaledobjects')] }
        : one,
    )
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    const banner = page.getByRole('alert')
    await banner
      .getByText(/^oncall@example\.com changed this role at .* look at theirs first\.$/u)
      .waitFor()
    expect(stored()?.permissions).toHaveLength(12)
    await banner.getByRole('button', { name: 'Show theirs' }).click()
    await banner.getByText('Permits to get, list and watch scaledobjects of keda.sh.').waitFor()
    await banner.getByRole('button', { name: 'Save mine on top' }).click()
    await banner.waitFor({ state: 'detached' })
    await until(() => stored()?.permissions.length === 8, { what: 'ours on top of theirs' })
  })

  it('that come with Argus are copied, and the copy is a role of its own', async () => {
    const { page, complaints } = await open(stage, admin)
    await page.getByText('It comes with Argus and stays as it is.').waitFor()
    await page.getByText('The only global administrator.').waitFor()
    await page.getByRole('link', { name: 'Copy' }).click()
    await page.getByLabel('Name', { exact: true }).fill('auditor')
    await page.getByRole('button', { name: 'Remove every kind' }).click()
    await page.getByRole('button', { name: 'Add resources' }).click()
    await page.getByLabel('Find a kind').fill('deployments.apps')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Grant to' }).click()
    await page.getByRole('radio', { name: ONCALL.email }).check()
    await page.getByRole('button', { name: 'Add to the draft' }).click()
    await page.getByRole('row', { name: 'deployments' }).last().waitFor()
    await page.getByRole('button', { name: 'Review and save' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'auditor' }).waitFor()
    const made = stage.argus.roles.roles.find(({ name }) => name === 'auditor')
    await page.waitForURL(`${stage.url}/admin/roles/${made?.id}`)
    expect(made?.permissions.map(({ resource }) => resource)).toContain('deployments')
    expect(complaints).toEqual([])
  })

  it('are deleted once it is seen who loses what', async () => {
    const { page } = await open(stage, role)
    await page.getByRole('button', { name: 'Delete' }).click()
    const lost = page.getByRole('list', { name: 'Who loses it' })
    await lost.getByText('dev@example.com in prod-eu-1 / payments').waitFor()
    await page.getByRole('button', { name: 'Delete the role' }).click()
    await page.getByRole('heading', { name: 'Roles' }).waitFor()
    await page.getByRole('link', { name: 'payments-developer' }).waitFor({ state: 'detached' })
    expect(stored()).toBeUndefined()
  })

  it('are not left behind with a draft by mistake', async () => {
    const { page } = await open(stage, role)
    await page.getByLabel('Description').fill('Reads what the payments team runs')
    await page.getByRole('link', { name: 'Audit' }).click()
    const ask = page.getByRole('dialog', { name: 'Leave without saving' })
    await ask.getByRole('button', { name: 'Stay here' }).click()
    expect(page.url()).toContain(role)
    await page.getByRole('link', { name: 'Audit' }).click()
    await ask.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Audit' }).waitFor()
  })

  it('that are not there are not told from those that may not be seen', async () => {
    const { page } = await stage.openLoggedIn('/admin/roles/nobody')
    await page.getByText('Not found or not permitted').waitFor()
    stage.argus.grants = []
    const other = await stage.open('/admin/roles')
    await logIn(other.page)
    await other.page.getByText('Not found or not permitted').waitFor()
  })
})

async function open(
  stage: Stage,
  role: string,
): Promise<{ page: Page; complaints: readonly string[] }> {
  const visit = await stage.openLoggedIn(`/admin/roles/${role}`)
  await visit.page.getByRole('button', { name: 'Grant to' }).waitFor()
  return visit
}
