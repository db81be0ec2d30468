import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { fleet, PLUGINS } from '../fleet.ts'
import { CODE, PASSWORD, RECOVERY_CODE } from '../small-argus.ts'
import { addAuthenticator } from '@argus/testkit/authenticator'
import { chromiumMissing } from '@argus/testkit/chromium'
import { logIn, Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`a log-in in steps${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
    stage.argus.topics.push(...fleet(Date.now(), ['prod']))
  })
  beforeEach(() => {
    stage.argus.secondFactor = undefined
    stage.argus.mustChangePassword = false
    stage.argus.chosen = undefined
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('asks for the code of the app, and goes where one was going', async () => {
    stage.argus.secondFactor = ['totp', 'recovery_code']
    const { page, complaints } = await stage.open('/r/cert-manager.io/certificates')
    await logIn(page)
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    const field = page.getByLabel('Code', { exact: true })
    expect(await field.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true)
    await field.fill(CODE)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Certificates' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('says that a code is wrong, and begins again after too many', async () => {
    stage.argus.secondFactor = ['totp']
    const { page } = await stage.open('/')
    await logIn(page)
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await page.getByLabel('Code', { exact: true }).fill('000000')
      await page.getByRole('button', { name: 'Go on' }).click()
      if (attempt < 2) await page.getByRole('alert').getByText('The code is wrong').waitFor()
    }
    await page.getByText('too many codes were wrong. Begin again.').waitFor()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  })

  it('takes a recovery code instead', async () => {
    stage.argus.secondFactor = ['totp', 'recovery_code']
    const { page } = await stage.open('/')
    await logIn(page)
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
    await page.getByLabel('Recovery code').fill(RECOVERY_CODE)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  })

  it('takes a passkey, and says where the browser has none', async () => {
    stage.argus.secondFactor = ['passkey']
    const { page, complaints } = await stage.open('/')
    await addAuthenticator(page)
    await logIn(page)
    await page.getByRole('button', { name: 'Use the passkey' }).click()
    await page.getByRole('alert').getByText('The browser gave no passkey.').waitFor()
    await page.evaluate(makePasskey)
    await page.getByRole('button', { name: 'Use the passkey' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('needs no password where the browser has a passkey, and says where it has none', async () => {
    const { page, complaints } = await stage.open('/explore')
    await addAuthenticator(page)
    const passkey = page.getByRole('button', { name: 'Use a passkey' })
    await passkey.click()
    await page.getByRole('alert').getByText('The browser gave no passkey of yours.').waitFor()
    await page.evaluate(makePasskey)
    await passkey.click()
    await page.getByRole('heading', { name: 'Explorer' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('lets whoever has a password of somebody else’s choice replace it, and nothing before', async () => {
    stage.argus.mustChangePassword = true
    const { page, complaints } = await stage.open('/')
    await logIn(page)
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor()
    expect(await page.getByLabel('Current password').count()).toBe(0)
    await page.getByLabel('New password').fill('too short')
    await page.getByRole('button', { name: 'Save and go on' }).click()
    await page.getByRole('alert').getByText('it is too short').waitFor()
    await page.getByLabel('New password').fill('a password of my own choice')
    await page.getByRole('button', { name: 'Save and go on' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(stage.argus.chosen).toBe('a password of my own choice')
    expect(complaints).toEqual([])
  })

  it('asks for both passwords where the page was loaded again in between', async () => {
    stage.argus.mustChangePassword = true
    const { page } = await stage.open('/')
    await logIn(page)
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor()
    await page.reload()
    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByLabel('New password').fill('a password of my own choice')
    await page.getByRole('button', { name: 'Save and go on' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(stage.argus.chosen).toBe('a password of my own choice')
  })
})

/** In the page: as enrolling would. */
async function makePasskey(): Promise<void> {
  const challenge = new Uint8Array(32)
  await navigator.credentials.create({
    publicKey: {
      challenge,
      rp: { name: 'Argus', id: 'localhost' },
      user: { id: challenge, name: 'somebody', displayName: 'Somebody' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    },
  })
}
