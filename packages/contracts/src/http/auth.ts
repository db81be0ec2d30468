import { z } from 'zod'

import { grantSchema } from '../grant.ts'

/** `POST /api/auth/login`. With `cookie` the refresh token travels in its HttpOnly cookie instead of the body. */
export const loginBodySchema = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1_024),
  cookie: z.boolean().optional(),
})
export type LoginBody = z.infer<typeof loginBodySchema>

/** `POST /api/auth/refresh`: the token, or none when the cookie carries it. */
export const refreshBodySchema = z.strictObject({ refresh_token: z.string().min(1).optional() })

/** Answer of login and refresh. `expires_in` in seconds; no `refresh_token` where the cookie carries it. */
export const tokensSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().positive(),
})
export type Tokens = z.infer<typeof tokensSchema>

/** `POST /api/auth/logout`. */
export const logoutBodySchema = z.strictObject({
  refresh_token: z.string().min(1).optional(),
  scope: z.enum(['local', 'others', 'all']).optional(),
})
export const logoutAnswerSchema = z.object({ message: z.literal('logged out') })

/** `GET /api/auth/me`. */
export const meSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  displayName: z.string(),
  sessionId: z.uuid(),
  grants: z.array(grantSchema),
})
export type Me = z.infer<typeof meSchema>

/** `GET /.well-known/jwks.json`: public keys of access tokens only. */
export const keySetSchema = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string().min(1),
      alg: z.literal('ES256'),
      use: z.literal('sig'),
    }),
  ),
})
export type KeySet = z.infer<typeof keySetSchema>
