import { randomUUID } from 'node:crypto'

import { signAccessToken, signRefreshToken } from '@argus/access/sign'
import {
  ACCESS_AUDIENCE,
  ACCESS_TOKEN_SECONDS,
  REFRESH_AUDIENCE,
  TOKEN_ISSUER,
} from '@argus/contracts/claims'

import type { SigningKeys } from './signing-keys.ts'

/** A Session's unused refresh token, as its row says. */
export interface Head {
  readonly userId: string
  readonly sessionId: string
  readonly jti: string
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** A pair of tokens; `expiresIn` of the access token, in seconds. */
export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/**
 * Signs a pair for a Session whose head is committed. The refresh token says what its row says, so that the same head is
 * signed the same whoever asks again; the access token is new each time.
 */
export function signPair(head: Head, keys: SigningKeys, now: number): TokenPair {
  const who = { iss: TOKEN_ISSUER, sub: head.userId, sid: head.sessionId }
  const iat = Math.floor(now / 1_000)
  return {
    accessToken: signAccessToken(
      {
        ...who,
        aud: ACCESS_AUDIENCE,
        jti: randomUUID(),
        iat,
        exp: iat + ACCESS_TOKEN_SECONDS,
        client_id: CLIENT_ID,
      },
      keys.current('access'),
    ),
    refreshToken: signRefreshToken(
      {
        ...who,
        aud: REFRESH_AUDIENCE,
        jti: head.jti,
        iat: Math.floor(head.issuedAt.getTime() / 1_000),
        exp: Math.floor(head.expiresAt.getTime() / 1_000),
      },
      keys.current('refresh'),
    ),
    expiresIn: ACCESS_TOKEN_SECONDS,
  }
}

/** RFC 9068 asks for one; all of our own clients are one to auth. */
const CLIENT_ID = 'argus'
