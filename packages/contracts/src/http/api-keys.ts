import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { clusterId } from '../topic.ts'

/** A role that a key has: everywhere, in a cluster, or in a namespace of it. */
const apiKeyRoleSchema = z
  .strictObject({
    role: z.string().min(1).max(64),
    cluster: clusterId.nullable().default(null),
    namespace: z.string().min(1).max(63).nullable().default(null),
  })
  .refine(({ cluster, namespace }) => cluster !== null || namespace === null, {
    message: 'a namespace needs a cluster',
  })

/** What is told of a key once it is made; never the key. */
export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** What the key begins with, after `argus_`. */
  prefix: z.string(),
  roles: z.array(
    z.object({
      role: z.string(),
      cluster: z.string().nullable(),
      namespace: z.string().nullable(),
    }),
  ),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  /** To the minute. */
  lastUsedAt: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof apiKeySchema>

/** Newest first; `next` is the `after` of the following page, `null` at the end. */
export const apiKeysSchema = z.object({
  apiKeys: z.array(apiKeySchema),
  next: z.uuid().nullable(),
})

/** `POST /api/auth/api-keys`. A key lives for a year at most. */
export const apiKeyBodySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  roles: z.array(apiKeyRoleSchema).min(1).max(50),
  expiresAt: z.iso.datetime(),
})
export type ApiKeyBody = z.infer<typeof apiKeyBodySchema>

/** The only answer that holds the key. */
export const madeApiKeySchema = z.object({ apiKey: apiKeySchema, key: z.string() })

/** `POST /api/auth/token`. No refresh token: the key is shown again when the time is over. */
export const exchangedSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().nonnegative(),
})

const page = z.strictObject({
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** Keys for scripts: made and revoked by their owners, seen and revoked by administrators, used without a browser. */
export const apiKeysEndpoints = {
  list: {
    method: 'get',
    path: '/api/auth/api-keys',
    summary: "The caller's own API keys, newest first",
    access: { type: 'session', loginOnly: true },
    query: page,
    answers: { 200: apiKeysSchema },
  },
  make: {
    method: 'post',
    path: '/api/auth/api-keys',
    summary: 'Make an API key; the answer is the only one that holds it',
    access: { type: 'session', recent: true },
    body: apiKeyBodySchema,
    answers: { 201: madeApiKeySchema },
    refusals: ['conflict', 'not_allowed'],
  },
  revoke: {
    method: 'delete',
    path: '/api/auth/api-keys/{id}',
    summary: "Revoke one of the caller's own API keys, and what it has open",
    access: { type: 'session', loginOnly: true },
    params: z.strictObject({ id: z.uuid() }),
    answers: { 204: 'empty' },
    refusals: ['not_found'],
  },
  listOfUser: {
    method: 'get',
    path: '/api/users/{id}/api-keys',
    summary: 'The API keys of a user, newest first',
    access: { type: 'session', permission: { resource: 'api-keys', verb: 'list' } },
    params: z.strictObject({ id: z.uuid() }),
    query: page,
    answers: { 200: apiKeysSchema },
  },
  revokeOfUser: {
    method: 'delete',
    path: '/api/users/{id}/api-keys/{key}',
    summary: 'Revoke an API key of a user, and what it has open',
    access: {
      type: 'session',
      permission: { resource: 'api-keys', verb: 'delete' },
      loginOnly: true,
    },
    params: z.strictObject({ id: z.uuid(), key: z.uuid() }),
    answers: { 204: 'empty' },
    refusals: ['not_found'],
  },
  exchange: {
    method: 'post',
    path: '/api/auth/token',
    summary: 'Show an API key and get an access token of at most 300 seconds',
    access: { type: 'public' },
    body: z.strictObject({ api_key: z.string().min(1).max(256) }),
    answers: { 200: exchangedSchema },
    refusals: ['unauthenticated', 'too_many'],
  },
} as const satisfies Record<string, Endpoint>
