import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
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

/** What completes a login after the password. */
export const secondFactorMethod = z.enum(['totp', 'recovery_code', 'passkey'])

/**
 * The password was right, and a second factor is asked for: no session yet. `challenge` goes back with the factor, within
 * `expires_in` seconds; where a passkey is among the methods, `passkey` is what the browser's credentials API takes.
 */
export const secondFactorAskedSchema = z.object({
  challenge: z.string(),
  methods: z.array(secondFactorMethod),
  expires_in: z.int().positive(),
  passkey: z.looseObject({ challenge: z.string() }).optional(),
})
export type SecondFactorAsked = z.infer<typeof secondFactorAskedSchema>

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
  /** Until the password is replaced, hardly any other call answers, and nothing is granted. */
  mustChangePassword: z.boolean(),
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

/** What a browser, a script or another service does about its own login. */
export const authEndpoints = {
  logIn: {
    method: 'post',
    path: '/api/auth/login',
    summary: 'Log in with e-mail address and password',
    access: { type: 'public' },
    body: loginBodySchema,
    answers: { 200: tokensSchema, 202: secondFactorAskedSchema },
    refusals: ['invalid_credentials', 'cross_site', 'too_many'],
  },
  refresh: {
    method: 'post',
    path: '/api/auth/refresh',
    summary: 'Change a refresh token for a new pair; each is used once',
    access: { type: 'public' },
    body: refreshBodySchema,
    answers: { 200: tokensSchema },
    refusals: ['unauthenticated'],
  },
  logOut: {
    method: 'post',
    path: '/api/auth/logout',
    summary: 'End the session of the token given, the others of its user, or all',
    access: { type: 'public' },
    body: logoutBodySchema,
    answers: { 200: logoutAnswerSchema },
    refusals: ['unauthenticated'],
  },
  me: {
    method: 'get',
    path: '/api/auth/me',
    summary: 'Who the access token belongs to, and what they may do',
    access: { type: 'session', beforePasswordChange: true, beforeSecondFactor: true },
    answers: { 200: meSchema },
  },
  keySet: {
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that access tokens are verified with',
    access: { type: 'public' },
    answers: { 200: keySetSchema },
  },
} as const satisfies Record<string, Endpoint>
