import { createServer, type Server } from 'node:http'
import { once } from 'node:events'

import type { WaitingDevice } from '@argus/contracts/http/terminal-logins'
import { chromiumMissing } from '@argus/testkit/chromium'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { EMAIL, PASSWORD } from '../small-argus.ts'
import { LINK, MARKUP, TURNED } from '../hostile.ts'
import { ASKED } from './places.ts'
import { logIn, Stage } from './stage.ts'
import { violations } from './violations.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip
const CODE = 'WDJB-MJHT'

const waiting = (more: Partial<WaitingDevice> = {}): WaitingDevice => ({
  terminal: 'anna@build-7',
  userAgent: 'argus/1.2.3 (linux; anna@build-7)',
  ip: '203.0.113.7',
  askedAt: new Date(Date.now() - 90_000).toISOString(),
  expiresAt: new Date(Date.now() + 500_000).toISOString(),
  ...more,
})

suite(`a terminal that logs in${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage
  /** What listens as a terminal would. */
  let terminal: Server
  let heard: string[] = []

  beforeAll(async () => {
    stage = await Stage.set()
    terminal = createServer((request, response) => {
      heard.push(request.url ?? '')
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('Back in the terminal.')
    })
    terminal.listen(0, '127.0.0.1')
    await once(terminal, 'listening')
  })
  beforeEach(() => {
    heard = []
    stage.argus.account.proofOld = false
    stage.argus.terminals.waiting.clear()
    stage.argus.terminals.decided.clear()
    stage.argus.terminals.allowed.length = 0
  })
  afterAll(async () => {
    terminal.closeAllConnections()
    terminal.close()
    await stage[Symbol.asyncDispose]()
  })

  const asks = (more: Readonly<Record<string, string>> = {}): string => {
    const address = terminal.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    const asked = new URLSearchParams(ASKED)
    asked.set('redirect_uri', `http://127.0.0.1:${address.port}/callback`)
    for (const [name, value] of Object.entries(more)) asked.set(name, value)
    return `/authorize?${asked}`
  }
  const calls = () => heard.filter((url) => url.startsWith('/callback'))

  it('A-39 is let in by a click of somebody who sees who asks: after the log-in that leads back there', async () => {
    const { page, complaints } = await stage.open(asks())
    await page.getByText('Then back to').waitFor()
    await logIn(page)
    await page.getByRole('heading', { name: 'Log in this terminal?' }).waitFor()
    const card = page.getByRole('main')
    for (const text of [EMAIL, 'anna@laptop', 'on this machine, port'])
      await card.getByText(text).waitFor()
    // Nothing happens by itself.
    expect([calls(), stage.argus.terminals.allowed]).toEqual([[], []])
    await card.getByRole('button', { name: 'Log in the terminal' }).click()
    await page.getByText('Back in the terminal.').waitFor()
    expect(calls()).toEqual(['/callback?code=a-code&state=a-state-of-a-terminal'])
    expect(stage.argus.terminals.allowed).toEqual([
      {
        client: 'argus-cli',
        redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        terminal: 'anna@laptop',
      },
    ])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('A-39 is let in with a recent proof, which is asked for', async () => {
    const { page } = await stage.openLoggedIn(asks())
    stage.argus.account.proofOld = true
    await page.getByRole('button', { name: 'Log in the terminal' }).click()
    await page.getByRole('heading', { name: 'Show again that it is you' }).waitFor()
    expect(calls()).toEqual([])
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Back in the terminal.').waitFor()
    expect(calls()).toHaveLength(1)
    await page.context().close()
  })

  it('is told that it was not let in', async () => {
    const { page } = await stage.openLoggedIn(asks())
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Back in the terminal.').waitFor()
    expect(calls()).toEqual(['/callback?error=access_denied&state=a-state-of-a-terminal'])
    expect(stage.argus.terminals.allowed).toEqual([])
    await page.context().close()
  })

  it.each([
    { redirect_uri: 'https://evil.example/callback' },
    { redirect_uri: 'http://localhost:41234/callback' },
    { redirect_uri: LINK },
    { client: 'another' },
    { code_challenge: 'short' },
    { state: '' },
    { state: '"><script>' },
    { terminal: 'x'.repeat(65) },
  ])('A-39 is nobody whom an address of another form names: %j', async (more) => {
    const { page } = await stage.openLoggedIn(asks(more))
    await page.getByRole('heading', { name: 'This is no log-in of a terminal' }).waitFor()
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0)
    await page.context().close()
  })

  it('A-40 is let in by its code, typed however, and seen before', async () => {
    stage.argus.terminals.waiting.set(CODE, waiting())
    const { page, complaints } = await stage.open('/device')
    await logIn(page)
    const field = page.getByLabel('Code')
    await field.waitFor()
    expect(await field.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true)
    await page.keyboard.type('BCDF-GHJK')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('nothing waits for this code').waitFor()
    await field.fill(CODE)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Log in this terminal?' }).waitFor()
    const card = page.getByRole('main')
    for (const text of [
      EMAIL,
      'calls itself anna@build-7',
      'argus/1.2.3',
      '203.0.113.7',
      '1 min ago',
      'refuse it',
    ])
      await card.getByText(text).first().waitFor()
    expect(await violations(page)).toEqual([])
    expect(stage.argus.terminals.decided.size).toBe(0)
    stage.argus.account.proofOld = true
    await card.getByRole('button', { name: 'Log in the terminal' }).click()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'The terminal is let in' }).waitFor()
    expect([...stage.argus.terminals.decided]).toEqual([[CODE, 'approve']])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('A-40 is refused by its code, without a proof', async () => {
    stage.argus.terminals.waiting.set(CODE, waiting())
    const { page } = await stage.openLoggedIn('/device')
    stage.argus.account.proofOld = true
    await page.getByLabel('Code').fill(CODE)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Refuse' }).click()
    await page.getByRole('heading', { name: 'The terminal was refused' }).waitFor()
    expect([...stage.argus.terminals.decided]).toEqual([[CODE, 'deny']])
    await page.context().close()
  })

  it('X-06 is what it says of itself as a text, in one line with what we say of it', async () => {
    stage.argus.terminals.waiting.set(
      CODE,
      waiting({ terminal: TURNED, userAgent: `${TURNED}${MARKUP}`, ip: null }),
    )
    const { page, complaints } = await stage.openLoggedIn('/device')
    await page.getByLabel('Code').fill(CODE)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Log in this terminal?' }).waitFor()
    const seen: string[] = [await page.getByRole('main').innerText()]
    await page.goto(stage.url + asks({ terminal: TURNED }))
    await page.getByRole('heading', { name: 'Log in this terminal?' }).waitFor()
    seen.push(await page.getByRole('main').innerText())
    for (const text of seen) {
      expect(text).not.toMatch(/\p{Bidi_Control}/u)
      expect(text).toContain('invoice␦fdp␦.exe␦')
    }
    expect(await page.locator('.hostile').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
