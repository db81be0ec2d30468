import {
  ACCESS_TOKEN_SECONDS,
  ACCESS_TOKEN_TYPE,
  accessClaimsSchema,
  type AccessClaims,
} from '@argus/contracts/claims'

import {
  verifyStrictly,
  type KeyLookup,
  type TokenExpectation,
  type TokenVerdict,
  type VerifyOptions,
} from './strict-jwt.ts'

export type { KeyLookup, TokenFault, TokenVerdict } from './strict-jwt.ts'

export interface VerifierOptions {
  readonly issuer: string
  /** This service's own name among audiences; a token for another one is refused. */
  readonly audience: string
  /** `openKeySet(…).keyFor`, or the signer's own keys. */
  readonly keyFor: KeyLookup
  /** Wall time in milliseconds since the epoch. */
  readonly clock: { now(): number }
}

/**
 * Judges an access token; `expired: 'accept'` is for log-out alone. Rejects with the key set's error where it could
 * not be asked: then nothing is known of the token, and it must not be taken.
 */
export type TokenVerifier<Claims> = (
  token: string,
  options?: Pick<VerifyOptions, 'expired'>,
) => Promise<TokenVerdict<Claims>>

/** A verifier of access tokens. Throws at once on an empty issuer or audience: such a check would be skipped. */
export function accessTokenVerifier(options: VerifierOptions): TokenVerifier<AccessClaims> {
  return verifierOf(options, {
    typ: ACCESS_TOKEN_TYPE,
    claims: accessClaimsSchema,
    maxLifeSeconds: ACCESS_TOKEN_SECONDS,
  })
}

/** A verifier of one kind of token. */
export function verifierOf<Claims extends { iat: number; exp: number }>(
  { issuer, audience, keyFor, clock }: VerifierOptions,
  kind: Omit<TokenExpectation<Claims>, 'issuer' | 'audience'>,
): TokenVerifier<Claims> {
  if (issuer === '' || audience === '') {
    throw new Error('A verifier needs the issuer and the audience it accepts')
  }
  const expected = { ...kind, issuer, audience }
  return (token, { expired = 'refuse' } = {}) =>
    verifyStrictly(token, expected, { keyFor, now: clock.now(), expired })
}
