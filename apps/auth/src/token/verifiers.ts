import { accessTokenVerifier, type TokenVerifier } from '@argus/access/verify-access-token'
import { refreshTokenVerifier } from '@argus/access/verify-refresh-token'
import {
  ACCESS_AUDIENCE,
  REFRESH_AUDIENCE,
  TOKEN_ISSUER,
  type AccessClaims,
  type RefreshClaims,
} from '@argus/contracts/claims'

import type { SigningKeys } from './signing-keys.ts'

/** What auth itself judges tokens with: the keys it signs by. */
export interface Verifiers {
  readonly access: TokenVerifier<AccessClaims>
  readonly refresh: TokenVerifier<RefreshClaims>
}

export function createVerifiers(keys: SigningKeys, clock: { now(): number }): Verifiers {
  return {
    access: accessTokenVerifier({
      issuer: TOKEN_ISSUER,
      audience: ACCESS_AUDIENCE,
      keyFor: (kid) => keys.publicKey('access', kid),
      clock,
    }),
    refresh: refreshTokenVerifier({
      issuer: TOKEN_ISSUER,
      audience: REFRESH_AUDIENCE,
      keyFor: (kid) => keys.publicKey('refresh', kid),
      clock,
    }),
  }
}
