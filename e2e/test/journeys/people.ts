import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { browserSuite } from '../../src/browser-suite.ts'
import { keepPicture, logInOn } from '../../src/console-page.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import type { World } from '../../src/world.ts'

const LIST = `/r/${SERVICE_MONITORS.group}/${SERVICE_MONITORS.resource}`
const EMAIL = 'ines@argus.local'
const OWN_PASSWORD = 'eleven grey herons on a wet roof'
const WITHIN_MS = 2_000

/** Two people at the console: one administers what the other sees. */
export function people(world: () => World): void {
  browserSuite('an administrator with a browser', world, ({ open, openAs }) => {
    it('adds a user, gives a role more, and disables them: their open page follows', async () => {
      for (const namespace of ['people-a', 'people-b']) {
        const object = objectOf(
          SERVICE_MONITORS,
          { name: `of-${namespace}`, namespace },
          { step: 1 },
        )
        world().fleet.oslo.store.apply(object)
      }
      await using admin = await openAs('/admin/users')
      const password = await addUser(admin.page)

      await using user = await open(LIST)
      await logInOn(user.page, { email: EMAIL, password })
      await user.page.getByLabel('New password').fill(OWN_PASSWORD)
      await user.page.keyboard.press('Enter')
      await user.page.getByText('of-people-a').first().waitFor()
      expect(await user.page.getByText('of-people-b').count()).toBe(0)

      await giveRole(admin.page)
      await user.page.getByText('of-people-b').first().waitFor()
      await keepPicture(admin.page, 'user')

      await admin.page.getByRole('button', { name: 'Disable' }).click()
      const dialog = admin.page.getByRole('dialog')
      await dialog.getByText(/Ends 1 session within 2 seconds/u).waitFor()
      const began = performance.now()
      await dialog.getByRole('button', { name: 'Disable' }).click()
      await user.page.getByText('Your session was ended.').waitFor()
      expect(performance.now() - began).toBeLessThan(WITHIN_MS)
      await admin.page.getByRole('button', { name: 'Enable' }).waitFor()
      expect([...admin.errors, ...user.errors].join('\n')).toBe('')
    })
  })
}

/** Answers the password that is shown once. */
async function addUser(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Add user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a user' })
  await dialog.getByLabel('E-mail').fill(EMAIL)
  await chooseRole(page, 'people-a')
  await dialog.getByRole('button', { name: 'Add the user' }).click()
  const password = await page.getByRole('code').textContent()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByText('viewer in oslo / people-a').waitFor()
  return password ?? ''
}

async function giveRole(page: Page): Promise<void> {
  await page.reload() // The session of the user began since.
  await page.getByRole('button', { name: 'Give a role' }).click()
  await chooseRole(page, 'people-b')
  await page.getByRole('button', { name: 'Give the role' }).click()
  await page.getByText('viewer in oslo / people-b').waitFor()
}

async function chooseRole(page: Page, namespace: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Role').selectOption('viewer')
  await dialog.getByLabel('Cluster').selectOption('oslo')
  await dialog.getByLabel('Namespace').fill(namespace)
}
