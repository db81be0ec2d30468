import type { Authority } from '@argus/access/authority'
import type { TokenVerifier } from '@argus/access/verify-access-token'
import type { AccessClaims } from '@argus/contracts/claims'
import type { Principal } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import type { Request, RequestHandler, Response } from 'express'

export interface GuardOptions {
  readonly verify: TokenVerifier<AccessClaims>
  readonly authority: Pick<Authority, 'principal'>
}

/** Answers a call whose caller is known. */
export type GuardedHandler = (principal: Principal, response: Response) => Promise<void> | void

/**
 * Lets in who presents a genuine access token of a Session that auth says is live, asked now. Everything else ends in
 * a refusal, or in 503 where that cannot be known.
 */
export function guarded(
  { verify, authority }: GuardOptions,
  handler: GuardedHandler,
): RequestHandler {
  return async (request, response) => {
    const verdict = await verify(tokenOf(request))
    if (!verdict.valid)
      throw new Refusal('unauthenticated', 'the access token is not valid; log in again')
    const principal = await authority.principal(verdict.claims.sid)
    if (principal === undefined || principal.userId !== verdict.claims.sub) {
      throw new Refusal('unauthenticated', 'the session is over; log in again')
    }
    response.setHeader('cache-control', 'no-store')
    await handler(principal, response)
  }
}

function tokenOf(request: Request): string {
  const [scheme, token, ...more] = request.get('authorization')?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || more.length > 0) {
    throw new Refusal('unauthenticated', 'send an access token: Authorization: Bearer <token>')
  }
  return token
}
