import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { sessionListSchema } from '@argus/contracts/http/sessions'
import { chromiumMissing, startChromium } from '@argus/testkit/chromium'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'

import type { Program } from '../../src/cli/program.ts'
import { openScreen, type Screen } from '../../src/cli/screen.ts'
import { logInOn, openPage } from '../../src/console-page.ts'
import { ADMIN, callApi, logIn } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

/** How a person gets in by a browser, on the same machine and on another. */
export function browserLogins(world: () => World, program: () => Program): void {
  const url = () => world().argus.consoleUrl
  /** In a terminal of somebody who has, or has not, a program that opens addresses. */
  const open = (name: string, line: readonly string[], browser?: string): Screen => {
    const { env } = program().person(name)
    return openScreen(
      [process.execPath, program().path, ...line],
      {
        ...env,
        ...(browser !== undefined && { BROWSER: browser }),
      },
      { columns: 1_000, rows: 24 },
    )
  }
  /** A program that writes down which address it was to open. */
  const recorder = async (name: string) => {
    const { folder } = program().person(name)
    await mkdir(folder, { recursive: true })
    const [script, file] = [join(folder, 'browser'), join(folder, 'address')]
    await writeFile(
      script,
      `#!/bin/sh\nprintf %s "$1" > "${file}.part" && mv "${file}.part" "${file}"\n`,
    )
    await chmod(script, 0o755)
    const opened = () =>
      until(() => readFile(file, 'utf8').catch(() => undefined), {
        what: 'the browser to be opened',
      })
    return { script, opened }
  }
  const terminalsOf = async () => {
    const tokens = await logIn(world().argus.authUrl)
    const path = '/api/auth/sessions'
    const answer = await callApi(world().argus.authUrl, tokens, { method: 'GET', path })
    return sessionListSchema
      .parse(answer)
      .sessions.filter(({ userAgent }) => userAgent?.startsWith('argus/') === true)
  }

  suite(`argus login by a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await startChromium()
    })
    afterAll(() => browser.close())

    it('A-39 opens the console here, and is in once somebody there says yes', async () => {
      const { script, opened } = await recorder('here')
      const before = await terminalsOf()
      using screen = open('here', ['login', url()], script)
      await screen.shows('Your browser asks')
      const address = await opened()
      expect(address.startsWith(`${new URL(url()).origin}/authorize?client=argus-cli&`)).toBe(true)
      // The address is written as well, the same.
      expect(screen.written).toContain(address)
      await using shown = await openPage(browser, address)
      await logInOn(shown.page)
      await shown.page.getByRole('heading', { name: 'Log in this terminal?' }).waitFor()
      await shown.page.getByRole('button', { name: 'Log in the terminal' }).click()
      await shown.page.getByText('The terminal has its answer.').waitFor()
      expect(new URL(shown.page.url()).hostname).toBe('127.0.0.1')
      await screen.shows(`as ${ADMIN.email}`)
      expect(await screen.ended).toBe(0)
      const person = program().person('here')
      expect((await person.run(['whoami'])).out).toContain(ADMIN.email)
      const known = new Set(before.map(({ id }) => id))
      const [own, ...more] = (await terminalsOf()).filter(({ id }) => !known.has(id))
      expect([own?.userAgent, more]).toEqual([
        expect.stringMatching(/^argus\/[\d.]+ \(\w+; .+@.+\)$/),
        [],
      ])
      expect((await person.run(['logout'])).code).toBe(0)
      expect((await terminalsOf()).map(({ id }) => id)).not.toContain(own?.id)
      expect(shown.errors).toEqual([])
    })

    it('A-39 says the address where no browser can be opened, and that it was refused', async () => {
      using screen = open('no browser', ['login', url()], '/nowhere/a-browser')
      await screen.shows('No browser could be opened')
      const address = await until(() => /http\S+\/authorize\?\S+/.exec(screen.written)?.[0], {
        what: 'the address',
      })
      await using shown = await openPage(browser, address)
      await logInOn(shown.page)
      await shown.page.getByRole('button', { name: 'Cancel' }).click()
      await screen.shows('refused in the console')
      expect(await screen.ended).toBe(3)
      expect((await program().person('no browser').run(['contexts'])).out).toContain('No context')
    })

    it('is ended by Ctrl-C: its port is closed, and no context is made', async () => {
      const { script, opened } = await recorder('impatient')
      using screen = open('impatient', ['login', url()], script)
      const address = await opened()
      screen.type('\u0003')
      expect(await screen.ended).toBe(130)
      const back = new URL(address).searchParams.get('redirect_uri') ?? ''
      await expect(fetch(back)).rejects.toThrow()
      expect((await program().person('impatient').run(['contexts'])).out).toContain('No context')
    })

    it('A-40 shows a code where there is no browser, and is in once it is typed and approved elsewhere', async () => {
      using screen = open('far', ['login', url()])
      await screen.shows('and type the code')
      const [, page = '', code = ''] =
        /Open (\S+) in any browser, and type the code +([A-Z]{4}-[A-Z]{4})/.exec(screen.written) ??
        []
      await using shown = await openPage(browser, page)
      await logInOn(shown.page)
      await shown.page.getByLabel('Code').fill(code.toLowerCase())
      await shown.page.keyboard.press('Enter')
      await shown.page.getByText('argus/').waitFor()
      await shown.page.getByRole('button', { name: 'Log in the terminal' }).click()
      await shown.page.getByRole('heading', { name: 'The terminal is let in' }).waitFor()
      await screen.shows(`as ${ADMIN.email}`)
      expect(await screen.ended).toBe(0)
      expect((await program().person('far').run(['whoami'])).out).toContain(ADMIN.email)
      expect(shown.errors).toEqual([])
    })

    it('A-40 is told that its code was refused', async () => {
      const { script } = await recorder('refused')
      using screen = open('refused', ['login', url(), '--device'], script)
      await screen.shows('and type the code')
      const code = /[A-Z]{4}-[A-Z]{4}/.exec(screen.written)?.[0] ?? ''
      await using shown = await openPage(browser, new URL('/device', url()).href)
      await logInOn(shown.page)
      await shown.page.getByLabel('Code').fill(code)
      await shown.page.keyboard.press('Enter')
      await shown.page.getByRole('button', { name: 'Refuse' }).click()
      await screen.shows('refused in the console')
      expect(await screen.ended).toBe(3)
    })
  })
}
