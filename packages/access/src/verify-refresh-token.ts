import {
  REFRESH_TOKEN_TYPE,
  refreshClaimsSchema,
  type RefreshClaims,
} from '@argus/contracts/claims'

import { verifierOf, type TokenVerifier, type VerifierOptions } from './verify-access-token.ts'

/** A verifier of refresh tokens, for auth alone: it says who signed one, the row in the database says what it earns. */
export function refreshTokenVerifier(options: VerifierOptions): TokenVerifier<RefreshClaims> {
  return verifierOf(options, {
    typ: REFRESH_TOKEN_TYPE,
    claims: refreshClaimsSchema,
    maxLifeSeconds: LONGEST_SESSION_SECONDS,
  })
}

/** No Session outlives 30 days. */
const LONGEST_SESSION_SECONDS = 30 * 24 * 3_600
