import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

/** `GET /api/auth/oidc`: what the log-in page needs for its button. */
export const providerSchema = z.discriminatedUnion('configured', [
  z.object({ configured: z.literal(false) }),
  z.object({ configured: z.literal(true), name: z.string() }),
])

/**
 * Why a login by the provider came to nothing: `error` of the log-in page that the browser is sent to. Nothing that the
 * provider wrote is among it.
 */
export const providerLoginError = z.enum([
  /** The provider does not answer. */
  'provider_unavailable',
  /** Begun too long ago, in another browser, or finished already. */
  'login_expired',
  /** The provider refused, or its answer does not prove anything. */
  'provider_refused',
  /** The provider does not say that the user logged in there as strongly as this installation asks for. */
  'too_weak',
  /** The provider tells no e-mail address, or has not verified it. */
  'email_missing',
  /** A user with that e-mail address exists and is nobody of the provider's. */
  'email_taken',
  /** None of the groups gives a role here. */
  'no_role',
  'account_disabled',
])
export type ProviderLoginError = z.infer<typeof providerLoginError>

/** Repeated parameters count as none: no honest provider sends them. */
const parameter = z.string().optional().catch(undefined)

/** Login by an identity provider (OpenID Connect Core 1.0 §3.1, RFC 9700). */
export const oidcEndpoints = {
  provider: {
    method: 'get',
    path: '/api/auth/oidc',
    summary: 'Whether one may log in by an identity provider, and what it is called',
    access: { type: 'public' },
    answers: { 200: providerSchema },
  },
  begin: {
    method: 'get',
    path: '/api/auth/oidc/login',
    summary: 'Send the browser to the identity provider',
    access: { type: 'public' },
    query: z.strictObject({
      /** The path of the console to come back to; any other text is taken for `/`. */
      return_to: z.string().max(2_048).optional(),
      /** Asks for the credentials again, whoever is logged in at the provider: for what takes a recent proof. */
      fresh: z.literal('true').optional(),
    }),
    answers: { 302: 'redirect' },
    refusals: ['not_found', 'too_many'],
  },
  callback: {
    method: 'get',
    path: '/api/auth/oidc/callback',
    summary: 'Where the identity provider sends the browser back to',
    access: { type: 'public' },
    query: z.looseObject({ state: parameter }),
    answers: { 302: 'redirect' },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Endpoint>
