import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { clusterId } from '../topic.ts'

const filters = {
  /** An action, or with `*` at its end all that begin so: `login.*`. */
  action: z
    .string()
    .max(64)
    .regex(/^[a-z0-9_]+(\.[a-z0-9_]*)*\*?$/)
    .optional(),
  /** Id or e-mail address of who did it. */
  actor: z.string().min(1).max(254).optional(),
  target: z.string().min(1).max(254).optional(),
  resource: z.string().min(1).max(64).optional(),
  cluster: clusterId.optional(),
  outcome: z.enum(['ok', 'refused', 'failed']).optional(),
  session: z.uuid().optional(),
  /** Id of the request in which it happened. */
  request: z.string().min(1).max(64).optional(),
  /** Not before this. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** Before this. */
  to: z.iso.datetime({ offset: true }).optional(),
}
const filtersSchema = z.strictObject(filters)
export type AuditFilters = z.infer<typeof filtersSchema>

/** Something that happened. */
export const auditEntrySchema = z.object({
  id: z.int().positive(),
  at: z.iso.datetime(),
  action: z.string(),
  outcome: z.enum(['ok', 'refused', 'failed']),
  resource: z.string(),
  target: z.string().nullable(),
  cluster: z.string().nullable(),
  actor: z.object({ id: z.uuid(), email: z.string().nullable() }).nullable(),
  sessionId: z.uuid().nullable(),
  ip: z.string().nullable(),
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
})
export type AuditLogEntry = z.infer<typeof auditEntrySchema>

/** Newest first; `next` is the `before` of the following page, `null` at the end. */
export const auditLogSchema = z.object({
  entries: z.array(auditEntrySchema),
  next: z.int().positive().nullable(),
})

const access = { type: 'session', permission: { resource: 'audit-log', verb: 'list' } } as const

/** What happened, for good. */
export const auditLogEndpoints = {
  list: {
    method: 'get',
    path: '/api/audit-log',
    summary: 'What happened, newest first',
    access,
    query: z.strictObject({
      ...filters,
      before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answers: { 200: auditLogSchema },
  },
  export: {
    method: 'get',
    path: '/api/audit-log/export',
    summary: 'All that happened, newest first, an entry a line',
    access,
    query: filtersSchema,
    answers: { 200: 'json-lines' },
  },
} as const satisfies Record<string, Endpoint>
