import type { Tokens } from '@argus/contracts/http/auth'

import type { TokenPair } from '../token/sign.ts'
import { json, type Reply } from './call.ts'

/** A pair as logins, refresh and step-up answer it: the refresh token in the cookie until `cookieUntil`, or in the body; never both. */
export function tokensReply(
  pair: TokenPair,
  cookieUntil: Date | undefined,
  beside: object = {},
): Reply {
  const tokens: Tokens = {
    access_token: pair.accessToken,
    ...(cookieUntil === undefined ? { refresh_token: pair.refreshToken } : {}),
    token_type: 'Bearer',
    expires_in: pair.expiresIn,
  }
  const body = { ...beside, ...tokens }
  if (cookieUntil === undefined) return json(body)
  const value = pair.refreshToken
  return { ...json(body), cookies: [{ type: 'set', name: 'rt', value, expiresAt: cookieUntil }] }
}
