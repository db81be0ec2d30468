import type { KeyObject } from 'node:crypto'

import { CLOCK_LEEWAY_SECONDS, MAX_TOKEN_BYTES } from '@argus/contracts/claims'
import jwt from 'jsonwebtoken'
import { z } from 'zod'

/** What a token of one kind must be. All of it is checked, whatever the token says of itself. */
export interface TokenExpectation<Claims> {
  /** Header `typ`, exactly. */
  readonly typ: string
  readonly issuer: string
  readonly audience: string
  readonly claims: z.ZodType<Claims>
  /** The longest life (`exp - iat`) that our signer gives, in seconds. */
  readonly maxLifeSeconds: number
}

/** The public key of a `kid`; `undefined` where none of ours has that name. */
export type KeyLookup = (kid: string) => Promise<KeyObject | undefined> | KeyObject | undefined

/** Why a token is refused: for logs and metrics, never for the one who presented it. */
export type TokenFault = 'malformed' | 'unknown_key' | 'not_genuine' | 'expired'

export type TokenVerdict<Claims> =
  /** `kid`: the name of the key that signed it. */
  | { readonly valid: true; readonly claims: Claims; readonly kid: string }
  | { readonly valid: false; readonly fault: TokenFault }

export interface VerifyOptions {
  readonly keyFor: KeyLookup
  /** Milliseconds since the epoch. */
  readonly now: number
  /** A log-out is honest also with a token whose time is over; nothing else takes one. */
  readonly expired?: 'refuse' | 'accept'
}

/**
 * Judges a token: ES256 only, our header and nothing else in it, each claim present, times within the leeway both ways.
 * Rejects only where the key lookup does, that is where a key could not be asked for.
 */
export async function verifyStrictly<Claims extends Times>(
  token: string,
  expected: TokenExpectation<Claims>,
  { keyFor, now, expired = 'refuse' }: VerifyOptions,
): Promise<TokenVerdict<Claims>> {
  const kid = kidOf(token, expected.typ)
  if (kid === undefined) return { valid: false, fault: 'malformed' }
  const key = await keyFor(kid)
  if (key === undefined) return { valid: false, fault: 'unknown_key' }
  const seconds = Math.floor(now / 1_000)
  const payload = genuinePayload(token, key, expected)
  const parsed = expected.claims.safeParse(payload)
  if (!parsed.success || !plausible(parsed.data, expected.maxLifeSeconds, seconds)) {
    return { valid: false, fault: 'not_genuine' }
  }
  if (expired === 'refuse' && parsed.data.exp + CLOCK_LEEWAY_SECONDS <= seconds) {
    return { valid: false, fault: 'expired' }
  }
  return { valid: true, claims: parsed.data, kid }
}

interface Times {
  readonly iat: number
  readonly exp: number
}

/** Signs claims that carry their own times. */
export function signStrictly(
  claims: object,
  { typ, kid, key }: { readonly typ: string; readonly kid: string; readonly key: KeyObject },
): string {
  return jwt.sign({ ...claims }, key, { algorithm: 'ES256', header: { alg: 'ES256', typ, kid } })
}

/** Our signer writes these three and no other: `crit`, `jku`, `jwk`, `x5u` and the like are refused by being there. */
const headerSchema = z.strictObject({
  alg: z.literal('ES256'),
  typ: z.string(),
  kid: z.string().min(1).max(128),
})

function kidOf(token: string, typ: string): string | undefined {
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) return undefined
  try {
    const decoded = jwt.decode(token, { complete: true })
    const header = headerSchema.safeParse(decoded?.header).data
    return header?.typ === typ ? header.kid : undefined
  } catch {
    return undefined // The library throws on some texts that are no token and answers null on others.
  }
}

/** What the key has signed for this issuer and audience; `undefined` where it has not. Times are judged by us, after. */
function genuinePayload<Claims>(
  token: string,
  key: KeyObject,
  { issuer, audience }: TokenExpectation<Claims>,
): unknown {
  try {
    return jwt.verify(token, key, {
      algorithms: ['ES256'],
      issuer,
      audience,
      ignoreExpiration: true,
      ignoreNotBefore: true,
      complete: true,
    }).payload
  } catch {
    return undefined // Every reason is one answer: this token proves nothing.
  }
}

function plausible({ iat, exp }: Times, maxLifeSeconds: number, now: number): boolean {
  return exp > iat && exp - iat <= maxLifeSeconds && iat <= now + CLOCK_LEEWAY_SECONDS
}
