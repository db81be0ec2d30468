import { AuthorityUnreachableError, type Authority } from '@argus/access/authority'
import { KeySetUnavailableError, type KeySet } from '@argus/access/key-set'
import type { TokenVerifier } from '@argus/access/verify-access-token'
import type { AccessClaims } from '@argus/contracts/claims'
import { CloseCode } from '@argus/contracts/close-code'
import type { Principal } from '@argus/contracts/grant'

export interface AdmissionParts {
  readonly verify: TokenVerifier<AccessClaims>
  readonly authority: Pick<Authority, 'principal' | 'freshness'>
  readonly keys: Pick<KeySet, 'isRevoked'>
}

/** A connection's right to be open, until `expiresAt` (milliseconds since the epoch, without leeway). */
export interface Pass {
  readonly userId: string
  readonly sessionId: string
  readonly expiresAt: number
  /** The key that signed the token it was given for. */
  readonly kid: string
}

export type Admission =
  | { readonly type: 'admitted'; readonly pass: Pass }
  | { readonly type: 'turned-away'; readonly code: CloseCode }

/**
 * Judges a `hello`: a genuine token of a Session that auth says is alive. Whoever cannot be judged is turned away as
 * well. `register` is called in the turn in which auth's answer arrives, so that no Notice falls between.
 */
export async function admit(
  token: string,
  { verify, authority, keys }: AdmissionParts,
  register: (principal: Principal, pass: Pass) => void,
): Promise<Admission> {
  if (authority.freshness === 'closed') return turnAway(CloseCode.AuthorityUnreachable)
  try {
    const verdict = await verify(token)
    if (!verdict.valid) return turnAway(CloseCode.TokenExpired)
    const { kid, claims } = verdict
    const { sub, sid, exp } = claims
    const principal = await authority.principal(sid)
    if (principal?.userId !== sub) return turnAway(CloseCode.SessionRevoked)
    if (keys.isRevoked(kid)) return turnAway(CloseCode.TokenExpired) // While auth was asked.
    const pass: Pass = { userId: sub, sessionId: sid, expiresAt: exp * 1_000, kid }
    register(principal, pass)
    return { type: 'admitted', pass }
  } catch (error) {
    if (isUnreachable(error)) return turnAway(CloseCode.AuthorityUnreachable)
    throw error
  }
}

/** Whether auth, or its keys, could not be asked: nothing is known then, in either direction. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof AuthorityUnreachableError || error instanceof KeySetUnavailableError
}

function turnAway(code: CloseCode): Admission {
  return { type: 'turned-away', code }
}
