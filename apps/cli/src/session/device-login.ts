import { setTimeout as delay } from 'node:timers/promises'

import type { Tokens } from '@argus/contracts/http/auth'
import { terminalLoginEndpoints } from '@argus/contracts/http/terminal-logins'

import { Failure } from '../failure.ts'
import type { Api } from './api.ts'
import { denied } from './terminal-refusals.ts'
import { terminalName } from './terminal-name.ts'

export interface DeviceLogin {
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Logs in by a code that somebody types into the console, in whatever browser (RFC 8628). Throws a Failure where it was
 * refused, or nobody did in time.
 */
export async function logInByDevice(api: Api, { say, signal }: DeviceLogin): Promise<Tokens> {
  const { exchangeDevice, beginDevice } = terminalLoginEndpoints
  const begun = await api.call(beginDevice, { body: { terminal: terminalName() } }, { signal })
  say(`Open ${begun.verification_uri} in any browser, and type the code  ${begun.user_code}`)
  say(`It is good for ${Math.round(begun.expires_in / 60)} minutes. Waiting; Ctrl-C ends it.`)
  let interval = begun.interval
  const end = performance.now() + begun.expires_in * 1_000
  while (performance.now() < end) {
    await delay(interval * 1_000, undefined, { signal })
    try {
      // No signal: what was opened and not received could be ended by nobody.
      return await api.call(exchangeDevice, { body: { device_code: begun.device_code } })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      interval = intervalAfter(error, interval)
    }
  }
  throw new Failure({
    code: 'timed_out',
    happened: 'Nobody let this terminal in',
    why: 'the code was not typed in time',
    next: 'Try again: argus login --device.',
  })
}

/** Seconds until the next question (RFC 8628 §3.5: five more where it is told so, or where nothing answers). Throws where there is none. */
function intervalAfter(failure: Failure, interval: number): number {
  const { code } = failure
  if (code === 'authorization_pending') return interval
  if (SLOWER.has(code)) return interval + SLOWER_BY
  throw code === 'access_denied' ? denied() : failure
}

const SLOWER: ReadonlySet<Failure['code']> = new Set([
  'slow_down',
  'unreachable',
  'unavailable',
  'too_many',
])
const SLOWER_BY = 5
