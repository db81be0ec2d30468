import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { grantSchema, principalSchema } from '../grant.ts'
import { noticeSchema } from '../notice.ts'

/** `POST /internal/principals {sids}`: gateways ask in batches. */
export const principalsBodySchema = z.strictObject({ sids: z.array(z.uuid()).min(1).max(200) })

/** One answer a session asked for, in the same order; whatever the reason, a dead one is only `active: false`. */
export const principalsAnswerSchema = z.object({
  sessions: z.array(
    z.discriminatedUnion('active', [
      z.object({ active: z.literal(false) }),
      z.object({ active: z.literal(true), principal: principalSchema }),
    ]),
  ),
})
export type PrincipalsAnswer = z.infer<typeof principalsAnswerSchema>

/**
 * `GET /internal/notices?after=seq`: the Notices after `after`. `first` is the oldest number still kept and `last`
 * the newest given (0 before the first). `last < after` (a restored backup), `first > after + 1` (trimmed) and another
 * `store` than before (its server was started anew, or it was restored) mean: read every session again.
 */
export const noticesAnswerSchema = z.object({
  first: z.int().nonnegative(),
  last: z.int().nonnegative(),
  /** Whose numbers these are; equal ones of two databases say different things. An auth of before does not tell. */
  store: z.string().max(100).optional(),
  notices: z.array(noticeSchema),
})
export type NoticesAnswer = z.infer<typeof noticesAnswerSchema>

/** `GET /internal/sessions/{sid}`: nothing but `active: false` of one that is not, whatever the reason. */
export const sessionStateSchema = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    sessionId: z.uuid(),
    userId: z.uuid(),
    authzVersion: z.int(),
  }),
])

/** `GET /internal/grants/{user}`. */
export const userGrantsSchema = z.object({
  userId: z.uuid(),
  authzVersion: z.int(),
  grants: z.array(grantSchema),
})

const after = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** What the other services ask, on the internal port. */
export const internalEndpoints = {
  session: {
    method: 'get',
    path: '/internal/sessions/{sid}',
    summary: 'Whether a session, and a token of it where one is named, is active',
    access: { type: 'service' },
    params: z.strictObject({ sid: z.string() }),
    query: z.strictObject({ jti: z.string().max(255).optional() }),
    answers: { 200: sessionStateSchema },
  },
  grants: {
    method: 'get',
    path: '/internal/grants/{user}',
    summary: 'What a user may do, with the version of it',
    access: { type: 'service' },
    params: z.strictObject({ user: z.string() }),
    answers: { 200: userGrantsSchema },
    refusals: ['not_found'],
  },
  notices: {
    method: 'get',
    path: '/internal/notices',
    summary: 'The notices after a number; without one, where they stand',
    access: { type: 'service' },
    query: z.strictObject({ after: after.optional() }),
    answers: { 200: noticesAnswerSchema },
  },
  principals: {
    method: 'post',
    path: '/internal/principals',
    summary: 'Who these sessions are and what they may do, in order',
    access: { type: 'service' },
    body: principalsBodySchema,
    answers: { 200: principalsAnswerSchema },
  },
} as const satisfies Record<string, Endpoint>
