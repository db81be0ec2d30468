import type { AuthDatabase } from '@argus/db/auth'

import type { RequestOrigin } from './request-origin.ts'

export type AuditAction =
  | 'login.ok'
  | 'login.failed'
  | 'login.throttled'
  | 'logout'
  | 'refresh.rotated'
  | 'refresh.replayed_in_grace'
  | 'refresh.reuse_detected'
  | 'session.evicted'
  | 'session.revoked'
  | 'step_up.ok'
  | 'step_up.failed'
  | 'terminal_login.approved'
  | 'terminal_login.denied'
  | 'terminal_login.refused'
  | 'password.rehashed'
  | 'password.changed'
  | 'password.reset'
  | 'mfa.enrolled'
  | 'mfa.removed'
  | 'mfa.failed'
  | 'mfa.recovery_code_used'
  | 'mfa.recovery_codes_made'
  | 'user.created'
  | 'user.changed'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.deleted'
  | 'role.created'
  | 'role.changed'
  | 'role.deleted'
  | 'role.assigned'
  | 'role.unassigned'
  | 'role.kept'
  | 'api_key.created'
  | 'api_key.revoked'
  | 'api_key.used'
  | 'key.created'
  | 'key.rotated'
  | 'key.revoked'
  | 'bootstrap.created'
  | 'bootstrap.used'
  | 'access.denied'

/** One thing that happened. Nothing in it is a secret: ids, names and reasons only. */
export interface AuditEntry {
  readonly at: Date
  readonly action: AuditAction
  readonly outcome: 'ok' | 'refused'
  readonly resource: string
  readonly target?: string
  /** The cluster that it was about, if one. */
  readonly cluster?: string | null
  readonly actor?: { readonly id: string; readonly email: string }
  readonly sessionId?: string
  readonly details?: object
}

/** Writes history in the caller's transaction: what is rolled back has not happened. */
export async function audit(
  tx: AuthDatabase,
  origin: RequestOrigin,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => auditRow(origin, entry))
  await tx.insertInto('audit_log').values(rows).execute()
}

/** The row of an entry, for a statement that writes it together with what it tells of. */
export function auditRow(origin: RequestOrigin, entry: AuditEntry) {
  return {
    at: entry.at,
    action: entry.action,
    outcome: entry.outcome,
    resource: entry.resource,
    target: entry.target ?? null,
    cluster_id: entry.cluster ?? null,
    actor_id: entry.actor?.id ?? null,
    actor_email: entry.actor?.email ?? null,
    session_id: entry.sessionId ?? null,
    ip: origin.ip,
    request_id: origin.requestId,
    details: JSON.stringify(entry.details ?? {}),
  }
}
