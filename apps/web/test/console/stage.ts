import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { freePort } from '@argus/testkit/free-port'
import { until } from '@argus/testkit/until'
import { jest } from '@jest/globals'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

import { EMAIL, PASSWORD, SmallArgus } from '../small-argus.ts'
import { startChromium } from '@argus/testkit/chromium'

// A test in a browser waits for several things, and each takes its time on a machine that runs other suites too.
jest.setTimeout(90_000)
const SHOWN_WITHIN_MS = 25_000

/** The built console behind its own server and under its own headers, a small Argus behind it, and a browser. */
export class Stage {
  readonly argus: SmallArgus
  readonly url: string
  readonly #server: ChildProcess
  readonly #browser: Browser

  constructor(parts: { argus: SmallArgus; url: string; server: ChildProcess; browser: Browser }) {
    this.argus = parts.argus
    this.url = parts.url
    this.#server = parts.server
    this.#browser = parts.browser
  }

  static async set(): Promise<Stage> {
    const argus = await SmallArgus.start()
    const port = await freePort()
    const server = serve(port, argus.url)
    // By this name a browser takes plain http for a secure context.
    const url = `http://localhost:${port}`
    await until(async () => (await fetch(`http://127.0.0.1:${port}/login`)).ok, {
      what: 'the console',
    })
    return new Stage({ argus, url, server, browser: await startChromium() })
  }

  /** A page in a profile of its own. Whatever it complains of is kept. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    })
    return this.visit(await context.newPage(), path)
  }

  /** Another page of the same profile. */
  async visit(page: Page, path: string): Promise<Visit> {
    const complaints: string[] = []
    page.setDefaultTimeout(SHOWN_WITHIN_MS)
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isNote(message.text())) complaints.push(message.text())
    })
    await page.goto(this.url + path)
    return { page, complaints }
  }

  /** As a browser does that is short of memory. */
  async killSharedWorkers(): Promise<void> {
    const session = await this.#browser.newBrowserCDPSession()
    const { targetInfos } = await session.send('Target.getTargets')
    for (const { targetId, type } of targetInfos)
      if (type === 'shared_worker') await session.send('Target.closeTarget', { targetId })
    await session.detach()
  }

  async openLoggedIn(path: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const visit = await this.open(path, options)
    await logIn(visit.page)
    await visit.page.getByRole('button', { name: /^Connection/u }).waitFor()
    return visit
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
    const ended = once(this.#server, 'exit')
    this.#server.kill()
    await ended
    await this.argus[Symbol.asyncDispose]()
  }
}

export interface Visit {
  readonly page: Page
  /** What the page threw or wrote to its console as an error. */
  readonly complaints: readonly string[]
}

export async function logIn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** A browser notes each answer of 400 and above, and each socket that was refused: what tests provoke. */
function isNote(text: string): boolean {
  return text.startsWith('Failed to load resource') || text.startsWith('WebSocket connection to')
}

function serve(port: number, argus: string): ChildProcess {
  const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js')
  // A build of its own: the one in dist/ may be in use.
  const args = ['preview', '--host=127.0.0.1', '--logLevel=silent', '--outDir=test/dist']
  return spawn(process.execPath, [vite, ...args], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'ignore',
    env: {
      ...process.env,
      ARGUS_WEB_PORT: `${port}`,
      ARGUS_AUTH_URL: argus,
      ARGUS_WATCHER_URL: argus,
      ARGUS_GATEWAY_URL: argus,
    },
  })
}
