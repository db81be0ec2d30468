import type { AuditFilters, AuditLogEntry } from '@argus/contracts/http/audit-log'
import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'
import { z } from 'zod'

export interface AuditQuery extends AuditFilters {
  /** Entries with a lower id only. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface AuditPage {
  readonly entries: AuditLogEntry[]
  /** The `before` of the following page, `null` at the end. */
  readonly next: number | null
}

/** What happened, newest first. Ids are in the order of writing, which commits may overtake by a moment. */
export async function auditPage(db: AuthDatabase, query: AuditQuery): Promise<AuditPage> {
  const { before, limit } = query
  const rows = await filtered(db, query)
    .$if(before !== undefined, (one) => one.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const entries = rows.slice(0, limit).map((row) => stored.parse(row))
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}

/** A page at a time, so that the whole of history never lies in memory; what is written meanwhile is not in it. */
const EXPORT_PAGE = 500

/** All of it, newest first. */
export async function* auditEntries(
  db: AuthDatabase,
  filters: AuditFilters,
): AsyncIterable<AuditLogEntry> {
  let before: number | undefined
  do {
    const page = await auditPage(db, { ...filters, before, limit: EXPORT_PAGE })
    yield* page.entries
    before = page.next ?? undefined
  } while (before !== undefined)
}

function filtered(db: AuthDatabase, filters: AuditFilters) {
  const { target, resource, cluster, outcome, session, request, from, to } = filters
  return db
    .selectFrom('audit_log')
    .selectAll()
    .where((row) =>
      row.and([
        ...byAction(filters.action),
        ...byActor(filters.actor),
        ...(target === undefined ? [] : [row('target', '=', target)]),
        ...(resource === undefined ? [] : [row('resource', '=', resource)]),
        ...(cluster === undefined ? [] : [row('cluster_id', '=', cluster)]),
        ...(outcome === undefined ? [] : [row('outcome', '=', outcome)]),
        ...(session === undefined ? [] : [row('session_id', '=', session)]),
        ...(request === undefined ? [] : [row('request_id', '=', request)]),
        ...(from === undefined ? [] : [row('at', '>=', new Date(from))]),
        ...(to === undefined ? [] : [row('at', '<', new Date(to))]),
      ]),
    )
}

function byAction(action: string | undefined) {
  if (action === undefined) return []
  return action.endsWith('*')
    ? [sql<boolean>`starts_with(action, ${action.slice(0, -1)})`]
    : [sql<boolean>`action = ${action}`]
}

/** By id, or by the address that the actor had then. */
function byActor(actor: string | undefined) {
  if (actor === undefined) return []
  return z.uuid().safeParse(actor).success
    ? [sql<boolean>`actor_id = ${actor}`]
    : [sql<boolean>`lower(actor_email) = lower(${actor})`]
}

const stored = z
  .object({
    id: z.int(),
    at: z.date(),
    action: z.string(),
    outcome: z.enum(['ok', 'refused', 'failed']),
    resource: z.string(),
    target: z.string().nullable(),
    cluster_id: z.string().nullable(),
    actor_id: z.string().nullable(),
    actor_email: z.string().nullable(),
    session_id: z.string().nullable(),
    ip: z.string().nullable(),
    request_id: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .transform((row): AuditLogEntry => ({
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    outcome: row.outcome,
    resource: row.resource,
    target: row.target,
    cluster: row.cluster_id,
    actor: row.actor_id === null ? null : { id: row.actor_id, email: row.actor_email },
    sessionId: row.session_id,
    ip: row.ip,
    requestId: row.request_id,
    details: row.details,
  }))
