import type { FleetDatabase } from '@argus/db/fleet'
import { sql } from 'kysely'

/** Who changes a cluster, and where from. */
export interface Actor {
  readonly userId: string
  readonly email: string
  readonly sessionId: string
  readonly ip: string | null
  readonly requestId: string
}

/** A change of a cluster, or that somebody may not make one. No secret: names, addresses, that a credential changed. */
export interface AuditEntry {
  readonly action:
    | 'cluster.created'
    | 'cluster.changed'
    | 'cluster.credential_changed'
    | 'cluster.deleted'
    | 'cluster.plugin_switched'
    | 'cluster.denied'
  readonly cluster: string | null
  readonly actor: Actor
  readonly details: object
}

/** Writes history, a change in the caller's transaction: what is rolled back has not happened. */
export async function audit(
  tx: FleetDatabase,
  { action, cluster, actor, details }: AuditEntry,
): Promise<void> {
  const { userId, email, sessionId, ip, requestId } = actor
  const outcome = action === 'cluster.denied' ? 'refused' : 'ok'
  await sql`
    SELECT write_audit(${action}, ${outcome}, ${cluster}, ${userId}, ${email}, ${sessionId}, ${ip}, ${requestId},
                       ${JSON.stringify(details)})`.execute(tx)
}
