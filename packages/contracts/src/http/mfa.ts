import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { tokensSchema } from './auth.ts'
import { passkeyProofSchema, passkeySchema } from './passkeys.ts'

/** A code of an authenticator app; people type it with a space in the middle. */
const code = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/))

/** A recovery code as people type it: case and dashes do not count. */
const recoveryCode = z.string().min(1).max(64)

const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) })

/** Which second factors a user has. */
export const mfaStateSchema = z.object({
  totp: z.boolean(),
  recoveryCodesLeft: z.int().nonnegative(),
  passkeys: z.array(passkeySchema),
})

/** Second factors, and proving again who one is. */
export const mfaEndpoints = {
  secondFactor: {
    method: 'post',
    path: '/api/auth/login/second-factor',
    summary: 'Complete a login whose password was right; exactly one factor is given',
    access: { type: 'public' },
    body: z.strictObject({
      challenge: z.string().min(1).max(100),
      code: code.optional(),
      recovery_code: recoveryCode.optional(),
      passkey: passkeyProofSchema.shape.credential.optional(),
      cookie: z.boolean().optional(),
    }),
    answers: { 200: tokensSchema },
    refusals: ['invalid_credentials', 'unauthenticated', 'cross_site', 'too_many'],
  },
  beginStepUp: {
    method: 'post',
    path: '/api/auth/step-up/options',
    summary: 'Begin to prove again who one is, by passkey',
    access: { type: 'session', loginOnly: true, beforeSecondFactor: true },
    body: z.strictObject({}),
    answers: { 200: z.looseObject({ challenge: z.string() }) },
    refusals: ['not_found', 'too_many'],
  },
  stepUp: {
    method: 'post',
    path: '/api/auth/step-up',
    summary:
      'Prove again who one is: by password, with a code where second factors are enrolled, or by passkey; the session goes on with the new tokens',
    access: { type: 'session', loginOnly: true, beforeSecondFactor: true },
    body: z.strictObject({
      password: z.string().min(1).max(1_024).optional(),
      code: code.optional(),
      recovery_code: recoveryCode.optional(),
      passkey: passkeyProofSchema.optional(),
    }),
    answers: { 200: tokensSchema.extend({ recentUntil: z.iso.datetime() }) },
    refusals: ['invalid_credentials', 'too_many'],
  },
  state: {
    method: 'get',
    path: '/api/users/me/mfa',
    summary: 'Which second factors the caller has',
    access: { type: 'session', loginOnly: true, beforeSecondFactor: true },
    answers: { 200: mfaStateSchema },
  },
  beginTotp: {
    method: 'post',
    path: '/api/users/me/mfa/totp',
    summary: 'Begin to enrol an authenticator app; its secret is shown once',
    access: { type: 'session', recent: true, beforeSecondFactor: true },
    body: z.strictObject({}),
    answers: { 200: z.object({ secret: z.string(), uri: z.string() }) },
    refusals: ['conflict'],
  },
  confirmTotp: {
    method: 'post',
    path: '/api/users/me/mfa/totp/confirm',
    summary:
      'Enrol the authenticator app by its first code; shows recovery codes once and ends the other sessions',
    access: { type: 'session', recent: true, beforeSecondFactor: true },
    body: z.strictObject({ code }),
    answers: { 200: recoveryCodesSchema },
    refusals: ['invalid_credentials'],
  },
  removeTotp: {
    method: 'delete',
    path: '/api/users/me/mfa/totp',
    summary: 'Remove the authenticator app; ends the other sessions',
    access: { type: 'session', recent: true },
    answers: { 204: 'empty' },
    refusals: ['not_found'],
  },
  makeRecoveryCodes: {
    method: 'post',
    path: '/api/users/me/mfa/recovery-codes',
    summary: 'Replace the recovery codes; the new ones are shown once',
    access: { type: 'session', recent: true },
    body: z.strictObject({}),
    answers: { 200: recoveryCodesSchema },
    refusals: ['conflict'],
  },
  removeOfUser: {
    method: 'delete',
    path: '/api/users/{id}/mfa',
    summary: 'Remove every second factor of a user who lost theirs; ends their sessions',
    access: { type: 'session', recent: true, permission: { resource: 'users', verb: 'update' } },
    params: z.strictObject({ id: z.uuid() }),
    answers: { 204: 'empty' },
    refusals: ['not_found', 'not_allowed'],
  },
} as const satisfies Record<string, Endpoint>
