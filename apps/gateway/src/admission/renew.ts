import type { TokenVerifier } from '@argus/access/verify-access-token'
import type { AccessClaims } from '@argus/contracts/claims'
import { CloseCode } from '@argus/contracts/close-code'

import { isUnreachable, type Pass } from './admit.ts'

export type Renewal =
  | { readonly type: 'renewed'; readonly pass: Pass }
  | { readonly type: 'denied'; readonly code: CloseCode }
  /** Nothing is known of the token: the old one counts until it ends. */
  | { readonly type: 'undecided' }

/** Judges a `renew`: a genuine token of the same subject and Session. Whether the Session lives, Notices say. */
export async function renew(
  token: string,
  verify: TokenVerifier<AccessClaims>,
  held: Pass,
): Promise<Renewal> {
  try {
    const verdict = await verify(token)
    if (!verdict.valid) return { type: 'denied', code: CloseCode.TokenExpired }
    const { kid, claims } = verdict
    const { sub, sid, exp } = claims
    if (sub !== held.userId || sid !== held.sessionId)
      return { type: 'denied', code: CloseCode.WrongSubject }
    // A copy of an older token changes nothing.
    if (exp * 1_000 < held.expiresAt) return { type: 'renewed', pass: held }
    return { type: 'renewed', pass: { ...held, expiresAt: exp * 1_000, kid } }
  } catch (error) {
    if (isUnreachable(error)) return { type: 'undecided' }
    throw error
  }
}
