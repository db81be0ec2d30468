import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

const use = z.enum(['access', 'refresh'])

/** What is told of a signing key; never what it signs with. */
export const signingKeySchema = z.object({
  kid: z.string(),
  /** Which kind of token it signs. */
  use,
  /** `next` is published and signs later, `current` signs, `previous` only verifies, `revoked` does nothing any more. */
  state: z.enum(['next', 'current', 'previous', 'revoked']),
  createdAt: z.iso.datetime(),
  stateSince: z.iso.datetime(),
})
export type SigningKeyDescription = z.infer<typeof signingKeySchema>

export const signingKeysSchema = z.object({ signingKeys: z.array(signingKeySchema) })

/** The key that will sign, and from when on. */
export const requestedRotationSchema = z.object({
  kid: z.string(),
  use,
  takesEffectAt: z.iso.datetime(),
})

export const revokedSigningKeySchema = z.object({
  signingKey: signingKeySchema,
  /** The key that signs in its place; `null` where it did not sign. */
  replacedBy: z.string().nullable(),
})

/** The keys that tokens are signed with. They are rotated every 30 days without being asked. */
export const signingKeysEndpoints = {
  list: {
    method: 'get',
    path: '/api/auth/signing-keys',
    summary: 'The keys that tokens are signed with, newest first',
    access: { type: 'session', permission: { resource: 'signing-keys', verb: 'list' } },
    answers: { 200: signingKeysSchema },
  },
  rotate: {
    method: 'post',
    path: '/api/auth/signing-keys/rotate',
    summary: 'Publish a key that signs once every service knows it, about 20 minutes later',
    access: {
      type: 'session',
      permission: { resource: 'signing-keys', verb: 'update' },
      recent: true,
    },
    body: z.strictObject({ use }),
    answers: { 200: requestedRotationSchema },
  },
  revoke: {
    method: 'post',
    path: '/api/auth/signing-keys/{kid}/revoke',
    summary:
      'Revoke a key in an emergency: what it signed is refused at once. After an access key clients refresh, after a refresh key everybody logs in again',
    access: {
      type: 'session',
      permission: { resource: 'signing-keys', verb: 'delete' },
      recent: true,
    },
    params: z.strictObject({ kid: z.uuid() }),
    answers: { 200: revokedSigningKeySchema },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Endpoint>
