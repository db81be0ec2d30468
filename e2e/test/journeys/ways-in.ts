import { startProvider } from '@argus/testkit/identity-provider/provider'
import { addAuthenticator } from '@argus/testkit/authenticator'
import { expect, it } from '@jest/globals'
import { TOTP, Secret } from 'otpauth'
import type { Page } from 'playwright-core'

import { browserSuite } from '../../src/browser-suite.ts'
import { logInOn } from '../../src/console-page.ts'
import { addUser } from '../../src/database.ts'
import { ADMIN } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

/** Every way in that a person has, from setting it up to using it. */
export function waysIn(world: () => World): void {
  browserSuite('a person who logs in', world, ({ open, openAs }) => {
    const newUser = async (email: string) => {
      await addUser(world(), { email, role: 'viewer' })
      return { email, password: ADMIN.password }
    }

    it('is asked for the code of an app once it is set up, and is in with it', async () => {
      const login = await newUser('totp@argus.local')
      await using console = await openAs('/settings/security', login)
      const { page } = console
      await page.getByRole('button', { name: 'Set up' }).click()
      const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' })
      const secret = await dialog.locator('code').textContent()
      const app = new TOTP({ secret: Secret.fromBase32(secret?.replaceAll(/\s/gu, '') ?? '') })
      await dialog.getByLabel('Code').fill(app.generate())
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'I have stored them' }).click()
      await page.getByText('On: a log-in asks for a code').waitFor()
      await logOut(page)
      await logInOn(page, login)
      await page.getByRole('heading', { name: 'Second step' }).waitFor()
      // The code that set it up is used: the next one is good already, as clocks differ.
      const next = app.generate({ timestamp: Date.now() + app.period * 1_000 })
      await page.getByLabel('Code', { exact: true }).fill(next)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: /^Account/ }).waitFor()
      expect(console.errors.join('\n')).toBe('')
    })

    it('needs no password once there is a passkey', async () => {
      const login = await newUser('passkey@argus.local')
      await using console = await openAs('/settings/security', login)
      const { page } = console
      await addAuthenticator(page)
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Laptop')
      await page.getByRole('button', { name: 'Go on in the browser' }).click()
      await page.getByRole('button', { name: 'I have stored them' }).click()
      await page.getByRole('button', { name: 'Rename Laptop' }).waitFor()
      await logOut(page)
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await page.getByRole('button', { name: /^Account/ }).waitFor()
      expect(console.errors.join('\n')).toBe('')
    })

    it('comes back from the identity provider to where they were going, with what their groups give', async () => {
      const { argus, identityProvider } = world()
      await using provider = await startProvider({
        port: identityProvider.port,
        redirectUrl: `${argus.consoleUrl}/api/auth/oidc/callback`,
      })
      provider.accounts.set('ada', {
        email: 'ada@example.test',
        email_verified: true,
        name: 'Ada',
        groups: ['readers'],
      })
      await using console = await open('/explore')
      const { page } = console
      await page.getByRole('link', { name: 'Log in with Example ID' }).click()
      await page.getByLabel('Who are you?').fill('ada')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('heading', { name: 'Explorer' }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/explore')
      await page.getByRole('button', { name: /^Account/ }).click()
      await page.getByText('ada@example.test').first().waitFor()
    })
  })
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.getByText('You are logged out.').waitFor()
}
