import * as openid from 'openid-client'

import type { OidcConfig } from '../oidc-config.ts'
import { openDiscovery } from './discovery.ts'
import { failure } from './failure.ts'
import { identityOf, ProviderLoginRefusal, type Identity } from './identity.ts'
import { lacking, type Strength } from './strength.ts'

/** What a login takes to the provider, and what its answer is held against. */
export interface LoginSecrets {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
  /** Whether the provider must ask for the credentials again. */
  readonly fresh: boolean
}

/** The identity provider of this installation. */
export interface IdentityProvider {
  readonly name: string
  /** Where a browser goes to log in. Throws a ProviderLoginRefusal where the provider does not answer. */
  address(secrets: LoginSecrets): Promise<URL>
  /** Who came back with these parameters. Throws a ProviderLoginRefusal where that is not proven. */
  identify(parameters: URLSearchParams, secrets: LoginSecrets): Promise<Identity>
}

/** Begins nothing: the provider is asked when the first login needs it. */
export function openIdentityProvider(
  config: OidcConfig,
  clock: { now(): number },
): IdentityProvider {
  const discovered = openDiscovery(config, clock)
  return {
    name: config.name,
    async address({ state, nonce, verifier, fresh }) {
      return openid.buildAuthorizationUrl(await discovered(), {
        redirect_uri: config.redirectUrl,
        scope: config.scopes,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(config.strength.acr.length > 0 && { acr_values: config.strength.acr.join(' ') }),
        ...(fresh && { prompt: 'login', max_age: String(FRESH_SECONDS) }),
      })
    },
    async identify(parameters, { state, nonce, verifier, fresh }) {
      const at = await discovered()
      const url = new URL(`${config.redirectUrl}?${parameters.toString()}`)
      const claims = await proven(async () => {
        const tokens = await openid.authorizationCodeGrant(at, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(fresh && { maxAge: FRESH_SECONDS }),
        })
        requireStrength(tokens, config.strength)
        return allClaims(at, tokens, config.groupsClaim)
      })
      return identityOf(claims, config.groupsClaim)
    },
  }
}

/** How long ago the credentials may have been asked for, in a login that must ask for them again. */
const FRESH_SECONDS = 300

type Tokens = Awaited<ReturnType<typeof openid.authorizationCodeGrant>>

/** Only what the provider has signed counts: of its other words nobody knows which login they are about. */
function requireStrength(tokens: Tokens, strength: Strength): void {
  const claim = lacking(tokens.claims(), strength)
  if (claim !== undefined)
    throw new ProviderLoginRefusal('too_weak', `the ID token names no ${claim} that is required`)
}

/** Those of the ID token, and what it leaves out from the provider's own words about the same subject. */
async function allClaims(
  at: openid.Configuration,
  tokens: Tokens,
  groupsClaim: string,
): Promise<unknown> {
  const claims = tokens.claims()
  if (claims === undefined) throw new ProviderLoginRefusal('provider_refused', 'no ID token')
  const complete = claims['email'] !== undefined && claims[groupsClaim] !== undefined
  if (complete || at.serverMetadata().userinfo_endpoint === undefined) return claims
  return { ...(await openid.fetchUserInfo(at, tokens.access_token, claims.sub)), ...claims }
}

async function proven<T>(exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange()
  } catch (error) {
    throw error instanceof ProviderLoginRefusal ? error : failure(error)
  }
}
