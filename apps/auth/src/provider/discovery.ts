import * as openid from 'openid-client'

import type { OidcConfig } from '../oidc-config.ts'
import { failure } from './failure.ts'
import { ProviderLoginRefusal } from './identity.ts'

/** The provider may move its endpoints: what is known of them is asked again after this. */
const CACHE_MS = 60 * 60_000
/** An absent provider is not asked for every click. */
const RETRY_MS = 10_000
const TIMEOUT_SECONDS = 5
/** Between the provider's clock and ours. */
const TOLERANCE_SECONDS = 30

/**
 * What the provider says of itself (OpenID Connect Discovery 1.0), read when it is first needed and again every hour; a
 * copy outlives an outage. Throws a ProviderLoginRefusal before the first.
 */
export function openDiscovery(
  config: OidcConfig,
  clock: { now(): number },
): () => Promise<openid.Configuration> {
  let copy: { readonly at: number; readonly found: openid.Configuration } | undefined
  let failedAt: number | undefined
  let reading: Promise<openid.Configuration> | undefined

  const read = async (): Promise<openid.Configuration> => {
    try {
      const found = await discover(config)
      copy = { at: clock.now(), found }
      failedAt = undefined
      return found
    } catch (error) {
      failedAt = clock.now()
      if (copy !== undefined) return copy.found
      throw new ProviderLoginRefusal('provider_unavailable', failure(error).why, error)
    }
  }
  return async () => {
    const now = clock.now()
    if (copy !== undefined && now - copy.at < CACHE_MS) return copy.found
    if (failedAt !== undefined && now - failedAt < RETRY_MS) {
      if (copy !== undefined) return copy.found
      throw new ProviderLoginRefusal('provider_unavailable', 'was away a moment ago')
    }
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
}

async function discover(config: OidcConfig): Promise<openid.Configuration> {
  return openid.discovery(
    new URL(config.issuer),
    config.clientId,
    { [openid.clockTolerance]: TOLERANCE_SECONDS },
    clientAuthentication(config.clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      // Signatures of ID tokens are verified although they came over TLS from the provider itself.
      execute: [
        openid.enableNonRepudiationChecks,
        ...(config.allowHttp ? [openid.allowInsecureRequests] : []),
      ],
    },
  )
}

/** As the provider prefers it: a header where it takes one (the default of the standard), else a field of the form. */
function clientAuthentication(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None()
  const header = openid.ClientSecretBasic(secret)
  const field = openid.ClientSecretPost(secret)
  // oxlint-disable-next-line max-params -- the library's own shape of a client's proof
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported
    const proof = methods?.includes('client_secret_basic') === false ? field : header
    proof(server, client, body, headers)
  }
}
