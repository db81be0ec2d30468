import { z } from 'zod'

/** Header `typ` of an access token (RFC 9068 §2.1) and of a refresh token. */
export const ACCESS_TOKEN_TYPE = 'at+jwt'
export const REFRESH_TOKEN_TYPE = 'refresh'

/** Who signs, and for whom. Names, not addresses: they are the same in every installation. */
export const TOKEN_ISSUER = 'argus-auth'
export const ACCESS_AUDIENCE = 'argus'
export const REFRESH_AUDIENCE = 'argus-auth'

/** How long an access token lives, and how far clocks may differ, in seconds. */
export const ACCESS_TOKEN_SECONDS = 300
export const CLOCK_LEEWAY_SECONDS = 30

/** A token longer than this is refused before anything of it is read. */
export const MAX_TOKEN_BYTES = 4_096

const registered = {
  iss: z.string().min(1),
  aud: z.string().min(1),
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  iat: z.int(),
  exp: z.int(),
}

/** Claims of an access token: who, in which Session; no e-mail, no roles. */
export const accessClaimsSchema = z.object({ ...registered, client_id: z.string().min(1) })
export type AccessClaims = z.infer<typeof accessClaimsSchema>

/** Claims of a refresh token; its row in the database decides what it earns. */
export const refreshClaimsSchema = z.object(registered)
export type RefreshClaims = z.infer<typeof refreshClaimsSchema>
