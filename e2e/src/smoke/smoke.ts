import { logIn, logOut, refresh, whoAmI } from '../session.ts'
import { anyChange } from './any-change.ts'
import { loginPage, reachedThrough, readiness } from './health.ts'
import type { SmokeOptions } from './options.ts'
import { ownChange } from './own-change.ts'
import { Report } from './report.ts'
import { openSockets } from './sockets.ts'

/** Tries what a person needs on a running Argus, whatever it runs on; tells of each step. Answers the exit code. */
export async function smoke(options: SmokeOptions, tell: (line: string) => void): Promise<number> {
  const report = new Report(tell)
  const { url, email, password } = options
  tell(`Smoke of ${url}\n`)
  await report.step('page', () => plain(loginPage(url)))
  await report.step('routes', () => plain(reachedThrough(url)))
  for (const service of options.services) await health(report, service)
  const tokens = await report.step('log-in', async () => {
    const got = await logIn(url, { email, password })
    const me = await whoAmI(url, got)
    return { seen: `as ${me.email}`, found: got }
  })
  if (tokens === undefined) {
    for (const name of ['refresh', 'live event', 'log-out', 'refused refresh'])
      report.leave(name, `not tried: nobody could log in as ${email}`)
    return report.end('Smoke')
  }
  const renewed = await report.step('refresh', async () => ({
    seen: 'a new pair of tokens',
    found: await refresh(url, tokens),
  }))
  await report.step('live event', () => plain(liveEvent(options, renewed ?? tokens)))
  const out = await report.step('log-out', async () => {
    const status = await logOut(url, renewed ?? tokens)
    if (status !== 200) throw new Error(`logging out answers ${status}`)
    return { seen: 'the session is over', found: true }
  })
  if (out === undefined) report.leave('refused refresh', 'not tried: the session goes on')
  else await report.step('refused refresh', () => plain(isRefused(url, renewed ?? tokens)))
  return report.end('Smoke')
}

type Tokens = Awaited<ReturnType<typeof logIn>>

async function plain(what: Promise<string>): Promise<{ seen: string; found: true }> {
  return { seen: await what, found: true }
}

async function health(report: Report, service: string): Promise<void> {
  const { host } = new URL(service)
  await report.step(host, async () => {
    const seen = (await readiness(service)) ?? 'nothing is there for this machine'
    return { seen, found: true }
  })
}

async function liveEvent(options: SmokeOptions, tokens: Tokens): Promise<string> {
  const patience = AbortSignal.timeout(options.patienceMs)
  using sockets = openSockets(options.url, tokens.access_token, patience)
  // Waited for here: the client ends with this scope.
  return options.writing === undefined
    ? await anyChange(options.url, tokens, sockets)
    : await ownChange(options.writing, sockets)
}

/** A session that is over gets nothing for a token that was good before. */
async function isRefused(url: string, tokens: Tokens): Promise<string> {
  const answer = await refresh(url, tokens).then(
    () => 'new tokens',
    (error: Error) => error.message,
  )
  if (!answer.startsWith('no tokens: 401')) throw new Error(`a refresh after it got ${answer}`)
  return '401, as it must be'
}
