import { z } from 'zod'

/** How a user must have logged in at the provider: by one of these classes, by one of these methods. An empty list asks for nothing. */
export interface Strength {
  /** Values of the claim `acr`, which are the provider's own (OpenID Connect Core 1.0 §2). */
  readonly acr: readonly string[]
  /** Values of the claim `amr` (RFC 8176). */
  readonly amr: readonly string[]
}

/** Which claim of an ID token lacks what is asked for; `undefined` where none does. A claim that is not there lacks everything. */
export function lacking(idToken: unknown, { acr, amr }: Strength): keyof Strength | undefined {
  const told = claims.safeParse(idToken).data
  const methods = told?.amr ?? []
  if (acr.length > 0 && !acr.some((one) => one === told?.acr)) return 'acr'
  if (amr.length > 0 && !amr.some((one) => methods.includes(one))) return 'amr'
  return undefined
}

const claims = z.looseObject({
  acr: z.string().optional().catch(undefined),
  amr: z.array(z.string()).optional().catch(undefined),
})
