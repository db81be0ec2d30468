import { meSchema, tokensSchema, type Me } from '@argus/contracts/http/auth'
import { ManualClock } from '@argus/testkit/manual-clock'

import { CONSOLE, startTestAuth, type TestAuth, type TestAuthOptions } from '../auth-service.ts'
import { call, meWith, post, type Answer } from '../client.ts'
import { Browser, throughProvider } from './browser.ts'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startProvider,
  type RealProvider,
} from '@argus/testkit/identity-provider/provider'

export const CALLBACK = `${CONSOLE}/api/auth/oidc/callback`

const MAPPING = {
  readers: [{ role: 'viewer' }],
  shop: [{ role: 'developer', cluster: 'prod', namespace: 'shop' }],
  admins: [{ role: 'admin' }],
  ghosts: [{ role: 'no-such-role' }],
}

export const oidcEnv = (issuer: string): Record<string, string> => ({
  ARGUS_MODE: 'development',
  ARGUS_OIDC_ISSUER: issuer,
  ARGUS_OIDC_CLIENT_ID: CLIENT_ID,
  ARGUS_OIDC_CLIENT_SECRET: CLIENT_SECRET,
  ARGUS_OIDC_ROLE_MAPPING: JSON.stringify(MAPPING),
  ARGUS_OIDC_NAME: 'Example ID',
})

/** A real provider and an auth service that trusts it. The provider knows no other time than the machine's. */
export interface ProviderStage extends AsyncDisposable {
  readonly provider: RealProvider
  readonly auth: TestAuth
  [Symbol.asyncDispose](): Promise<void>
}

export async function startStage(options: TestAuthOptions = {}): Promise<ProviderStage> {
  await using parts = new AsyncDisposableStack()
  const provider = parts.use(await startProvider({ redirectUrl: CALLBACK }))
  const auth = parts.use(
    await startTestAuth({
      clock: new ManualClock(Date.now()),
      ...options,
      env: { ...oidcEnv(provider.issuer), ...options.env },
    }),
  )
  const kept = parts.move()
  return { provider, auth, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

type Served = Pick<TestAuth, 'service'>

/** A login that has left for the provider: where to, and what the browser keeps. */
export interface Left {
  readonly to: URL
  readonly cookie: string
}

export async function leave(auth: Served, query = ''): Promise<Left> {
  const answer = await redirected(`${auth.service.url}/api/auth/oidc/login${query}`)
  const [, value = ''] = /^__Host-argus_login=([^;]*)/.exec(setCookies(answer)[0] ?? '') ?? []
  return { to: new URL(locationOf(answer)), cookie: `__Host-argus_login=${value}` }
}

/** The browser comes back to an auth service, through the console's proxy as it were. */
export async function comeBack(auth: Served, at: URL, cookie: string): Promise<Answer> {
  return redirected(`${auth.service.url}${at.pathname}${at.search}`, { cookie })
}

const redirected = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  call(url, { redirect: 'manual', headers })

export const atProvider = (to: URL, subject: string, browser = new Browser()): Promise<URL> =>
  throughProvider(browser, to, { subject, backAt: CALLBACK })

/** The whole way, in a browser that nobody has used before. */
export async function logInAt(auth: Served, subject: string, query = ''): Promise<Answer> {
  const { to, cookie } = await leave(auth, query)
  return comeBack(auth, await atProvider(to, subject), cookie)
}

export function locationOf(answer: Answer): string {
  const location = answer.headers.get('location')
  if (answer.status !== 302 || location === null)
    throw new Error(`expected a redirect, got ${answer.status}: ${answer.text}`)
  return location
}

export const setCookies = (answer: Answer): readonly string[] => answer.headers.getSetCookie()

/** An access token of the login that an answer of the callback opened, got as the console gets it. */
export async function accessTokenOf(auth: Served, answer: Answer): Promise<string> {
  const line = setCookies(answer).find((one) => one.startsWith('__Host-argus_rt='))
  if (line === undefined) throw new Error(`nobody was logged in: ${locationOf(answer)}`)
  const cookie = line.slice(0, line.indexOf(';'))
  const url = `${auth.service.url}/api/auth/refresh`
  const refreshed = await post(url, {}, { cookie, origin: CONSOLE })
  return tokensSchema.parse(refreshed.json()).access_token
}

export const meOf = async (auth: Served, token: string): Promise<Me> =>
  meSchema.parse((await meWith(auth, token)).json())
