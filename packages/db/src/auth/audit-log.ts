import type { GeneratedAlways, JSONColumnType } from 'kysely'

/** What happened, for good: rows are added and read. */
export interface AuditLogTable {
  id: GeneratedAlways<number>
  at: Date
  actor_id: string | null
  actor_email: string | null
  action: string
  resource: string
  target: string | null
  cluster_id: string | null
  outcome: 'ok' | 'refused' | 'failed'
  ip: string | null
  session_id: string | null
  request_id: string | null
  details: JSONColumnType<object>
}
