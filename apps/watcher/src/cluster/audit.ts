import type { FleetTransaction } from '@argus/db/fleet'
import { sql } from 'kysely'

/** Who changes a cluster, and where from. */
export interface Actor {
  readonly userId: string
  readonly email: string
  readonly sessionId: string
  readonly ip: string | null
  readonly requestId: string
}

/** A change of a cluster. Nothing in it is a secret: names, addresses, and that a credential changed. */
export interface AuditEntry {
  readonly action:
    | 'cluster.created'
    | 'cluster.changed'
    | 'cluster.credential_changed'
    | 'cluster.deleted'
  readonly cluster: string
  readonly actor: Actor
  readonly details: object
}

/** Writes history in the caller's transaction: what is rolled back has not happened. */
export async function audit(
  tx: FleetTransaction,
  { action, cluster, actor, details }: AuditEntry,
): Promise<void> {
  const { userId, email, sessionId, ip, requestId } = actor
  await sql`
    SELECT write_audit(${action}, 'ok', ${cluster}, ${userId}, ${email}, ${sessionId}, ${ip}, ${requestId},
                       ${JSON.stringify(details)})`.execute(tx)
}
