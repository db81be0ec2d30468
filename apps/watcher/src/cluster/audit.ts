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

/** Somebody who is no user: an agent, or whoever says that it is one. */
export interface Stranger {
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
    | 'cluster.agent_token_made'
    | 'cluster.agent_registered'
    | 'cluster.agent_key_changed'
    | 'cluster.agent_revoked'
    | 'cluster.agent_refused'
  readonly cluster: string | null
  readonly actor: Actor | Stranger
  readonly details: object
}

/** Writes history, a change in the caller's transaction: what is rolled back has not happened. */
export async function audit(
  tx: FleetDatabase,
  { action, cluster, actor, details }: AuditEntry,
): Promise<void> {
  const { ip, requestId } = actor
  const { userId, email, sessionId } = 'userId' in actor ? actor : NOBODY
  const outcome = REFUSALS.has(action) ? 'refused' : 'ok'
  await sql`
    SELECT write_audit(${action}, ${outcome}, ${cluster}, ${userId}, ${email}, ${sessionId}, ${ip}, ${requestId},
                       ${JSON.stringify(details)})`.execute(tx)
}

const NOBODY = { userId: null, email: null, sessionId: null }

const REFUSALS: ReadonlySet<AuditEntry['action']> = new Set([
  'cluster.denied',
  'cluster.agent_refused',
])
