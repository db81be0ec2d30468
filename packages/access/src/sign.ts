import type { KeyObject } from 'node:crypto'

import {
  ACCESS_TOKEN_TYPE,
  REFRESH_TOKEN_TYPE,
  type AccessClaims,
  type RefreshClaims,
} from '@argus/contracts/claims'

import { signStrictly } from './strict-jwt.ts'

/** A private key and the name its public half is known by. */
export interface SigningKey {
  readonly kid: string
  readonly key: KeyObject
}

/** For auth alone: nothing else holds a private key. */
export function signAccessToken(claims: AccessClaims, signingKey: SigningKey): string {
  return signStrictly(claims, { typ: ACCESS_TOKEN_TYPE, ...signingKey })
}

/** For auth alone, with a key that is not in the key set: no other service can take one for an access token. */
export function signRefreshToken(claims: RefreshClaims, signingKey: SigningKey): string {
  return signStrictly(claims, { typ: REFRESH_TOKEN_TYPE, ...signingKey })
}
