import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

/** A login that lives. */
export const sessionSchema = z.object({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  /** When the user last proved who they are. */
  authTime: z.iso.datetime(),
  /** When it ends if it is not used. */
  idleExpiresAt: z.iso.datetime(),
  /** When it ends however much it is used. */
  expiresAt: z.iso.datetime(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** How the user proved who they are (RFC 8176). */
  amr: z.array(z.string()),
  /** The one that asks. */
  current: z.boolean(),
})
export type SessionView = z.infer<typeof sessionSchema>

/** The last used first; a user has so few that they are one page. */
export const sessionListSchema = z.object({ sessions: z.array(sessionSchema) })

/** How many were ended. */
export const endedSessionsSchema = z.object({ ended: z.int().nonnegative() })

const params = z.strictObject({ id: z.uuid() })

/** Logins: one's own, and for administrators those of others. Ending one closes its sockets. */
export const sessionsEndpoints = {
  list: {
    method: 'get',
    path: '/api/auth/sessions',
    summary: "The caller's own sessions that live",
    access: { type: 'session', loginOnly: true },
    answers: { 200: sessionListSchema },
  },
  endOthers: {
    method: 'delete',
    path: '/api/auth/sessions',
    summary: "End all of the caller's sessions but the one that asks",
    access: { type: 'session', loginOnly: true },
    answers: { 200: endedSessionsSchema },
  },
  endOne: {
    method: 'delete',
    path: '/api/auth/sessions/{id}',
    summary: 'End a session: one of the own, or of another user with the right to delete sessions',
    access: { type: 'session', loginOnly: true },
    params,
    answers: { 204: 'empty' },
    refusals: ['not_found'],
  },
  listOfUser: {
    method: 'get',
    path: '/api/users/{id}/sessions',
    summary: 'The sessions of a user that live',
    access: { type: 'session', permission: { resource: 'sessions', verb: 'list' } },
    params,
    answers: { 200: sessionListSchema },
    refusals: ['not_found'],
  },
  endOfUser: {
    method: 'delete',
    path: '/api/users/{id}/sessions',
    summary: 'End all sessions of a user',
    access: {
      type: 'session',
      permission: { resource: 'sessions', verb: 'delete' },
      loginOnly: true,
    },
    params,
    answers: { 200: endedSessionsSchema },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Endpoint>
