import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

/** Long enough to be told that it is too long; the rules themselves answer `password_refused`, in words. */
const password = z.string().min(1).max(1_024)

/** `POST /api/users/{id}/password-reset`: the only answer that holds the password. */
export const passwordResetSchema = z.object({
  password: z.string(),
  /** When it dies unused. */
  expiresAt: z.iso.datetime(),
})

/** A user's own password, and one that an administrator gives them for one login. */
export const passwordEndpoints = {
  change: {
    method: 'put',
    path: '/api/users/me/password',
    summary: "Replace the caller's password, and end their other sessions",
    access: {
      type: 'session',
      loginOnly: true,
      beforePasswordChange: true,
      beforeSecondFactor: true,
    },
    body: z.strictObject({ current: password, password }),
    answers: { 204: 'empty' },
    refusals: ['invalid_credentials', 'password_refused', 'conflict'],
  },
  reset: {
    method: 'post',
    path: '/api/users/{id}/password-reset',
    summary: 'Give a user a password for one login within a day, and end their sessions',
    access: {
      type: 'session',
      permission: { resource: 'users', verb: 'update' },
      recent: true,
    },
    params: z.strictObject({ id: z.uuid() }),
    answers: { 200: passwordResetSchema },
    refusals: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, Endpoint>
