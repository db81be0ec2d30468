import * as openid from 'openid-client'

import { ProviderLoginRefusal } from './identity.ts'

/** Names what went wrong by who must do something about it: wait for the provider, or begin again. */
export function failure(error: unknown): ProviderLoginRefusal {
  const code = isAway(error) ? 'provider_unavailable' : 'provider_refused'
  return new ProviderLoginRefusal(code, reasonOf(error), error)
}

function isAway(error: unknown): boolean {
  // A fetch that reached nobody.
  if (error instanceof TypeError) return true
  if (!(error instanceof openid.ClientError)) return false
  if (error.code === 'OAUTH_TIMEOUT') return true
  return error.cause instanceof Response && error.cause.status >= 500
}

/** What these errors carry beside holds claims, and free text of the provider's. */
function reasonOf(error: unknown): string {
  if (
    error instanceof openid.ResponseBodyError ||
    error instanceof openid.AuthorizationResponseError
  )
    return error.error.slice(0, 64)
  if (error instanceof openid.ClientError) return error.code ?? error.name
  return error instanceof Error ? error.name : 'unknown'
}
