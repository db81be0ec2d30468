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
export async function signPair(head: Head, keys: SigningKeys, now: number): Promise<TokenPair> {
  return {
    ...(await signAccess(head, keys, now)),
    refreshToken: signRefreshToken(
      {
        iss: TOKEN_ISSUER,
        sub: head.userId,
        sid: head.sessionId,
        aud: REFRESH_AUDIENCE,
        jti: head.jti,
        iat: Math.floor(head.issuedAt.getTime() / 1_000),
        exp: Math.floor(head.expiresAt.getTime() / 1_000),
      },
      keys.current('refresh'),
    ),
  }
}

/** Signs an access token alone; it lasts no longer than what it is for. */
export async function signAccess(
  { userId, sessionId, expiresAt }: Pick<Head, 'userId' | 'sessionId' | 'expiresAt'>,
  keys: SigningKeys,
  now: number,
): Promise<Omit<TokenPair, 'refreshToken'>> {
  await keys.settled()
  const iat = Math.floor(now / 1_000)
  const exp = Math.min(iat + ACCESS_TOKEN_SECONDS, Math.floor(expiresAt.getTime() / 1_000))
  const claims = {
    iss: TOKEN_ISSUER,
    sub: userId,
    sid: sessionId,
    aud: ACCESS_AUDIENCE,
    jti: randomUUID(),
    iat,
    exp,
    client_id: CLIENT_ID,
  }
  return { accessToken: signAccessToken(claims, keys.current('access')), expiresIn: exp - iat }
}

/** RFC 9068 asks for one; all of our own clients are one to auth. */
const CLIENT_ID = 'argus'
