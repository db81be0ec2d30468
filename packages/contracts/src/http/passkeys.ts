import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { tokensSchema } from './auth.ts'
import { displayNameSchema } from './me.ts'

/** What a browser's credentials API takes: WebAuthn's JSON form, passed on as it is. */
const optionsSchema = z.looseObject({ challenge: z.string() })

const base64url = z
  .string()
  .min(1)
  .max(16_384)
  .regex(/^[\w-]+$/)

/** What every credential of a browser says about itself; the browser adds fields of its own from time to time. */
const credential = {
  id: base64url.max(1_400),
  rawId: base64url.max(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).nullish(),
  clientExtensionResults: z.looseObject({}),
}

/** A new credential, as `PublicKeyCredential.toJSON()` gives it. */
export const attestationSchema = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
})
export type Attestation = z.infer<typeof attestationSchema>

/** A credential's proof, as `PublicKeyCredential.toJSON()` gives it. */
export const assertionSchema = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.max(128).nullish(),
  }),
})
export type Assertion = z.infer<typeof assertionSchema>

/** The challenge that went with the options, and what the browser made of them. */
export const passkeyProofSchema = z.strictObject({
  challenge: z.string().min(1).max(100),
  credential: assertionSchema,
})

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type Passkey = z.infer<typeof passkeySchema>

const params = z.strictObject({ id: base64url.max(1_400) })

/** Passkeys of one's own, and the login with one. */
export const passkeyEndpoints = {
  beginLogin: {
    method: 'post',
    path: '/api/auth/passkey/options',
    summary: 'Begin a login with a passkey, which names its user itself',
    access: { type: 'public' },
    body: z.strictObject({}),
    answers: { 200: optionsSchema },
    refusals: ['not_found', 'too_many'],
  },
  logIn: {
    method: 'post',
    path: '/api/auth/passkey',
    summary: 'Log in with a passkey instead of a password',
    access: { type: 'public' },
    body: passkeyProofSchema.extend({ cookie: z.boolean().optional() }),
    answers: { 200: tokensSchema },
    refusals: ['invalid_credentials', 'cross_site', 'not_found', 'too_many'],
  },
  list: {
    method: 'get',
    path: '/api/users/me/passkeys',
    summary: 'The passkeys of the caller',
    access: { type: 'session', loginOnly: true, beforeSecondFactor: true },
    answers: { 200: z.object({ passkeys: z.array(passkeySchema) }) },
  },
  beginEnrolment: {
    method: 'post',
    path: '/api/users/me/passkeys/options',
    summary: 'Begin to enrol a passkey',
    access: { type: 'session', recent: true, beforeSecondFactor: true },
    body: z.strictObject({}),
    answers: { 200: optionsSchema },
    refusals: ['not_found', 'conflict', 'too_many'],
  },
  enrol: {
    method: 'post',
    path: '/api/users/me/passkeys',
    summary:
      'Enrol the passkey that a browser made; ends the other sessions, and gives recovery codes to a user who has none',
    access: { type: 'session', recent: true, beforeSecondFactor: true },
    body: z.strictObject({
      challenge: z.string().min(1).max(100),
      name: displayNameSchema,
      credential: attestationSchema,
    }),
    answers: {
      201: z.object({ passkey: passkeySchema, recoveryCodes: z.array(z.string()).optional() }),
    },
    refusals: ['not_found', 'conflict', 'invalid_credentials'],
  },
  rename: {
    method: 'patch',
    path: '/api/users/me/passkeys/{id}',
    summary: 'Give a passkey another name',
    access: { type: 'session', loginOnly: true },
    params,
    body: z.strictObject({ name: displayNameSchema }),
    answers: { 200: passkeySchema },
    refusals: ['not_found'],
  },
  remove: {
    method: 'delete',
    path: '/api/users/me/passkeys/{id}',
    summary: 'Remove a passkey; ends the other sessions',
    access: { type: 'session', recent: true },
    params,
    answers: { 204: 'empty' },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Endpoint>
