import { oidcEndpoints, type ProviderLoginError } from '@argus/contracts/http/oidc'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import type { OidcConfig } from '../oidc-config.ts'
import { ProviderLoginRefusal, type Identity } from '../provider/identity.ts'
import {
  openIdentityProvider,
  type IdentityProvider,
  type LoginSecrets,
} from '../provider/identity-provider.ts'
import { makeSecrets, pendingLogins, type PendingLogins } from '../provider/pending-logins.ts'
import { auditRefusal, logInByProvider } from '../provider/provider-log-in.ts'
import { returnPath } from '../provider/return-path.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { countBegunLogIn } from '../user/begin-rate.ts'
import { json, type Call, type Reply } from './call.ts'
import { open, type Route } from './route.ts'

export interface OidcOptions {
  readonly config: { readonly oidc: OidcConfig | undefined }
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly keys: SigningKeys
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** `/api/auth/oidc`: login by the identity provider, where there is one. */
export function oidc(options: OidcOptions): readonly Route[] {
  const { config, db, seals, clock } = options
  const parts: Parts | undefined = config.oidc && {
    ...options,
    oidc: config.oidc,
    provider: openIdentityProvider(config.oidc, clock),
    logins: pendingLogins(db, seals),
  }
  return [provider(parts), begin(parts), callback(parts)]
}

interface Parts extends OidcOptions {
  readonly oidc: OidcConfig
  readonly provider: IdentityProvider
  readonly logins: PendingLogins
}

function provider(parts: Parts | undefined): Route {
  return open(oidcEndpoints.provider, async () =>
    json(
      parts === undefined ? { configured: false } : { configured: true, name: parts.provider.name },
    ),
  )
}

/**
 * A GET that keeps something, since a browser must be sent somewhere: it changes nothing for anybody, and what it keeps
 * is worth nothing but to the browser that asked, for ten minutes.
 */
function begin(parts: Parts | undefined): Route {
  return open(oidcEndpoints.begin, async ({ query }, { origin }) => {
    const { db, provider, logins, clock, events } = configured(parts)
    await countBegunLogIn(db, { origin, now: clock.now() })
    const secrets = makeSecrets(query.fresh !== undefined)
    try {
      const to = await provider.address(secrets)
      const pending = { secrets, returnTo: returnPath(query.return_to) }
      const { browser: value, expiresAt } = await logins.begin(pending, clock.now())
      return { ...redirect(to.href), cookies: [{ type: 'set', name: 'login', value, expiresAt }] }
    } catch (error) {
      return failed(error, events)
    }
  })
}

/** A GET that logs in: the state, which is used once, and the cookie of the browser that began stand for a same-site page. */
function callback(parts: Parts | undefined): Route {
  return open(oidcEndpoints.callback, async ({ query }, call) => {
    const found = configured(parts)
    try {
      return await comeBack(found, { state: query.state, call })
    } catch (error) {
      return failed(error, found.events)
    }
  })
}

async function comeBack(
  parts: Parts,
  { state, call }: { readonly state: string | undefined; readonly call: Call },
): Promise<Reply> {
  const { db, keys, announcer, clock, events, logins, oidc } = parts
  const browser = call.cookies.login
  const pending =
    state === undefined || browser === undefined
      ? undefined
      : await logins.take(state, browser, clock.now())
  if (pending === undefined)
    throw new ProviderLoginRefusal('login_expired', 'no such login in this browser')
  const identity = await identify(parts, call, pending.secrets)
  const now = clock.now()
  const { roleMapping } = oidc
  const entered = await logInByProvider(db, { identity, roleMapping, origin: call.origin, now })
  announcer.announce(entered.notices)
  if (entered.type === 'refused') throw new ProviderLoginRefusal(entered.code, 'not a user here')
  const { head } = entered
  events.loggedIn({ userId: head.userId, sessionId: head.sessionId })
  const { refreshToken: value } = await signPair(head, keys, now)
  return {
    ...redirect(pending.returnTo),
    cookies: [
      { type: 'clear', name: 'login' },
      { type: 'set', name: 'rt', value, expiresAt: head.expiresAt },
    ],
  }
}

async function identify(
  { provider, db, clock, oidc }: Parts,
  { query, origin }: Call,
  secrets: LoginSecrets,
): Promise<Identity> {
  try {
    return await provider.identify(parametersOf(query), secrets)
  } catch (error) {
    if (error instanceof ProviderLoginRefusal) {
      const details = { reason: error.code, issuer: oidc.issuer }
      await auditRefusal(db, { origin, now: clock.now(), details })
    }
    throw error
  }
}

function configured(parts: Parts | undefined): Parts {
  if (parts === undefined) throw new Refusal('not_found', 'no identity provider is configured')
  return parts
}

/** To the log-in page, with a code of ours: nothing that the provider wrote reaches it. */
function failed(error: unknown, events: Events): Reply {
  if (!(error instanceof ProviderLoginRefusal)) throw error
  events.providerLoginFailed({ code: error.code, why: error.why })
  return redirect(logInPage(error.code))
}

const logInPage = (error: ProviderLoginError): string => `/login?error=${error}`

const redirect = (to: string): Reply => ({ status: 302, content: { type: 'redirect', to } })

/** As they came: the provider's library looks at all of them. */
function parametersOf(query: unknown): URLSearchParams {
  const entries = typeof query === 'object' && query !== null ? Object.entries(query) : []
  return new URLSearchParams(
    entries.flatMap(([name, value]: [string, unknown]) =>
      [value].flat().flatMap((one) => (typeof one === 'string' ? [[name, one]] : [])),
    ),
  )
}
