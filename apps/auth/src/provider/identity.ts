import type { ProviderLoginError } from '@argus/contracts/http/oidc'
import { z } from 'zod'

/** Who the provider says somebody is. Only issuer and subject identify; the rest is told, and may change. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  readonly email: string
  readonly displayName: string
  readonly groups: readonly string[]
  /** How they proved it there (RFC 8176); `fed` where the provider does not say. */
  readonly amr: readonly string[]
  /** When they proved it there; `undefined` where the provider does not say. */
  readonly authTime: Date | undefined
}

/** A login by the provider that came to nothing. The code is all that a browser is told; why is for the log. */
export class ProviderLoginRefusal extends Error {
  override readonly name = 'ProviderLoginRefusal'
  readonly code: ProviderLoginError
  /** In words that hold no claim, no token and no text of the provider's but its error code. */
  readonly why: string

  constructor(code: ProviderLoginError, why: string, cause?: unknown) {
    super(`The login by the identity provider was refused: ${code}`, { cause })
    this.code = code
    this.why = why
  }
}

/** Reads verified claims. Throws a ProviderLoginRefusal where they name nobody that can be a user here. */
export function identityOf(claims: unknown, groupsClaim: string): Identity {
  const named = claimsSchema.safeParse(claims)
  if (!named.success) throw new ProviderLoginRefusal('provider_refused', 'unusable claims')
  const { iss, sub, email, email_verified: verified, name, amr, auth_time: at } = named.data
  // Not verified, an address may be anybody's, and would keep its owner out.
  if (email === undefined || verified === false)
    throw new ProviderLoginRefusal('email_missing', 'no verified e-mail address')
  return {
    issuer: iss,
    subject: sub,
    email,
    displayName: name ?? '',
    groups: groupsIn(named.data[groupsClaim]),
    amr: amr === undefined || amr.length === 0 ? ['fed'] : amr,
    authTime: at === undefined ? undefined : new Date(at * 1_000),
  }
}

/** PostgreSQL keeps no text with this character. */
const text = z.string().refine((value) => !value.includes('\0'))

const claimsSchema = z.looseObject({
  iss: text.min(1),
  // OpenID Connect Core 1.0 §2: at most 255 characters.
  sub: text.min(1).max(255),
  email: text.pipe(z.email()).pipe(z.string().max(254)).optional().catch(undefined),
  // Some providers write it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(false),
  name: text.max(200).optional().catch(undefined),
  amr: z.array(text.min(1).max(32)).max(10).optional().catch(undefined),
  auth_time: z.int().nonnegative().optional().catch(undefined),
})

/** A list of names, or one name; whatever else a claim holds gives no roles. */
function groupsIn(claim: unknown): readonly string[] {
  const groups = z.union([z.array(z.string()), z.string().transform((one) => [one])])
  return groups.safeParse(claim).data ?? []
}
