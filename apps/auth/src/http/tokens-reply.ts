import type { Tokens } from '@argus/contracts/http/auth'

import type { TokenPair } from '../token/sign.ts'
import type { Reply } from './call.ts'

/** A pair as login and refresh answer it: the refresh token in the cookie until `cookieUntil`, or in the body; never both. */
export function tokensReply(pair: TokenPair, cookieUntil: Date | undefined): Reply {
  const body: Tokens = {
    access_token: pair.accessToken,
    ...(cookieUntil === undefined ? { refresh_token: pair.refreshToken } : {}),
    token_type: 'Bearer',
    expires_in: pair.expiresIn,
  }
  if (cookieUntil === undefined) return { body }
  return { body, cookie: { type: 'set', token: pair.refreshToken, expiresAt: cookieUntil } }
}
