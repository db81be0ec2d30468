import { z } from 'zod'

const claimsSchema = z.object({ sid: z.string().min(1) })

/**
 * Which session an access token is of, as it says itself. Nothing is verified: it only keeps sessions of one browser
 * apart, and what a token allows is for the services to say. `undefined` where that cannot be read.
 */
export function sessionIdOf(token: string): string | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  const claims = claimsSchema.safeParse(json(payload))
  return claims.success ? claims.data.sid : undefined
}

function json(base64url: string): unknown {
  try {
    return JSON.parse(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return undefined // the schema says that it is none
  }
}
