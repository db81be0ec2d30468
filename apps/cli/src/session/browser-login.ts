import type { Tokens } from '@argus/contracts/http/auth'
import {
  TERMINAL_CLIENT,
  terminalLoginEndpoints,
  type AuthorizeSearch,
} from '@argus/contracts/http/terminal-logins'

import { Failure } from '../failure.ts'
import type { Api } from './api.ts'
import { openLoopback } from './loopback.ts'
import { openBrowser } from './open-browser.ts'
import { denied } from './terminal-refusals.ts'
import { terminalName } from './terminal-name.ts'

/** Long enough to log in there with a second factor. */
const PATIENCE_MS = 5 * 60_000

export interface BrowserLogin {
  /** What opens an address here. */
  readonly browser: readonly [string, ...string[]] | undefined
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  /** Five minutes unless given. */
  readonly patienceMs?: number
}

/**
 * Logs in by the browser of this machine (RFC 8252, RFC 7636). The address is said as well: a browser may be another one
 * than was meant, or none. Throws a Failure where it was refused, or nobody came.
 */
export async function logInByBrowser(
  api: Api,
  { browser, say, signal, patienceMs = PATIENCE_MS }: BrowserLogin,
): Promise<Tokens> {
  const { createHash, randomBytes } = process.getBuiltinModule('node:crypto')
  const random = (): string => randomBytes(32).toString('base64url')
  const [state, verifier] = [random(), random()]
  const patience = AbortSignal.timeout(patienceMs)
  await using loopback = await openLoopback(state, AbortSignal.any([signal, patience]))
  const { redirectUri } = loopback
  const asked = {
    client: TERMINAL_CLIENT,
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    terminal: terminalName(),
  } satisfies AuthorizeSearch
  const address = addressOf(api.url, asked)
  const opened = browser !== undefined && (await openBrowser(browser, address))
  say(
    opened
      ? 'Your browser asks whether this terminal may log in. If it shows nothing, open this address on this machine:'
      : 'No browser could be opened. Open this address in one on this machine:',
  )
  say(`  ${address.href}`)
  const brought = await loopback.brought.catch((cause: unknown) => {
    if (signal.aborted || !patience.aborted) throw cause
    throw new Failure({
      code: 'timed_out',
      happened: 'Nobody let this terminal in',
      why: 'the browser did not come back in time',
      next: 'Try again, or use a browser on another machine: argus login --device.',
      cause,
    })
  })
  if (brought.type === 'denied') throw denied()
  // From here on no signal: what was opened and not received could be ended by nobody.
  return await api.call(terminalLoginEndpoints.exchange, {
    body: { code: brought.code, code_verifier: verifier, redirect_uri: redirectUri },
  })
}

function addressOf(url: URL, asked: Readonly<Record<string, string>>): URL {
  const address = new URL(`${url.pathname.replace(/\/$/, '')}/authorize`, url)
  address.search = new URLSearchParams(asked).toString()
  return address
}
