import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

/** A user as administrators see one. */
export const userSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  displayName: z.string(),
  createdAt: z.iso.datetime(),
  lastLoginAt: z.iso.datetime().nullable(),
  /** Since when the user may not log in. */
  disabledAt: z.iso.datetime().nullable(),
  /** Somebody else chose the password; until it is replaced nothing is granted. */
  mustChangePassword: z.boolean(),
  /** `false` where only an identity provider or a passkey vouches for the user. */
  hasPassword: z.boolean(),
})
export type UserAnswer = z.infer<typeof userSchema>

/** A user and what hangs on them; `null` for what the caller may not list. */
export const userInFullSchema = userSchema.extend({
  /** By name, each with how many places it is given in. */
  roles: z.array(z.object({ role: z.string(), places: z.int().positive() })).nullable(),
  secondFactors: z.object({ totp: z.boolean(), passkeys: z.int().nonnegative() }),
  /** How many logins live. */
  sessions: z.int().nonnegative().nullable(),
  /**
   * Assignments without which nobody could administer Argus: while there are any, the user cannot be disabled or deleted,
   * and of these the last cannot be taken away.
   */
  lastAdministration: z.array(z.uuid()),
})
export type UserInFull = z.infer<typeof userInFullSchema>

/** By e-mail address; `next` is the `after` of the following page, `null` at the end. */
export const usersSchema = z.object({
  users: z.array(userInFullSchema),
  next: z.string().nullable(),
})

const email = z.email().max(254)
const displayName = z.string().trim().max(200)

/** `POST /api/users`. With or without a password, its owner must replace it within a day. */
export const userBodySchema = z.strictObject({
  email,
  displayName: displayName.default(''),
  password: z.string().min(1).max(1_024).optional(),
})
export type UserBody = z.infer<typeof userBodySchema>

/** The only answer that holds a generated password. */
export const madeUserSchema = z.object({ user: userSchema, oneTimePassword: z.string().nullable() })

/** `PATCH /api/users/{id}`; an e-mail address takes a recent proof of who the caller is. */
export const userPatchSchema = z
  .strictObject({ email: email.optional(), displayName: displayName.optional() })
  .refine((patch) => Object.keys(patch).length > 0, { message: 'nothing to change' })
export type UserPatch = z.infer<typeof userPatchSchema>

const params = z.strictObject({ id: z.uuid() })
const query = z.strictObject({
  /** What the e-mail address or the name begins with, whatever its case. */
  search: z.string().min(1).max(254).optional(),
  /** Who has the role of this name anywhere; takes the right to list roles. */
  role: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    .optional(),
  state: z.enum(['active', 'disabled']).optional(),
  after: z.string().min(1).max(254).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Who there is, for who administers it. */
export const usersEndpoints = {
  list: {
    method: 'get',
    path: '/api/users',
    summary: 'The users and what hangs on them, by e-mail address',
    access: { type: 'session', permission: { resource: 'users', verb: 'list' } },
    query,
    answers: { 200: usersSchema },
  },
  get: {
    method: 'get',
    path: '/api/users/{id}',
    summary: 'A user, and what hangs on them',
    access: { type: 'session', permission: { resource: 'users', verb: 'get' } },
    params,
    answers: { 200: userInFullSchema },
    refusals: ['not_found'],
  },
  create: {
    method: 'post',
    path: '/api/users',
    summary: 'Make a user without a role; a password not given is generated and told once',
    access: { type: 'session', permission: { resource: 'users', verb: 'create' }, recent: true },
    body: userBodySchema,
    answers: { 201: madeUserSchema },
    refusals: ['conflict', 'password_refused'],
  },
  change: {
    method: 'patch',
    path: '/api/users/{id}',
    summary: 'Change the name or the e-mail address of a user',
    access: { type: 'session', permission: { resource: 'users', verb: 'update' } },
    params,
    body: userPatchSchema,
    answers: { 200: userSchema },
    refusals: ['not_found', 'conflict', 'step_up_required'],
  },
  disable: {
    method: 'post',
    path: '/api/users/{id}/disable',
    summary: 'Keep a user out, and end all that the user has open',
    access: { type: 'session', permission: { resource: 'users', verb: 'update' }, recent: true },
    params,
    answers: { 200: userSchema },
    refusals: ['not_found', 'conflict'],
  },
  enable: {
    method: 'post',
    path: '/api/users/{id}/enable',
    summary: 'Let a user in again; what was ended stays ended',
    access: { type: 'session', permission: { resource: 'users', verb: 'update' }, recent: true },
    params,
    answers: { 200: userSchema },
    refusals: ['not_found'],
  },
  delete: {
    method: 'delete',
    path: '/api/users/{id}',
    summary: 'Delete a user, and end all that the user has open; the history stays',
    access: { type: 'session', permission: { resource: 'users', verb: 'delete' }, recent: true },
    params,
    answers: { 204: 'empty' },
    refusals: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, Endpoint>
