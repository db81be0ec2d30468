import type { Grant } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { AuditEntry } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { lockAuthority } from '../user/administrators.ts'
import { isAlive } from './liveness.ts'
import { grantsOfSessions } from './session-grants.ts'
import { sessionsById, type StoredSession } from './sessions.ts'

/** Who changes what somebody may do, from where, when. */
export interface Change {
  readonly session: StoredSession
  readonly origin: RequestOrigin
  readonly now: number
}

/** What the one who changes it may do, read where nobody else changes it meanwhile. */
export type Authorized<T> = (tx: AuthTransaction, own: readonly Grant[]) => Promise<T>

/**
 * Runs a change of who there is or who may do what, one at a time over all replicas, with the rights that the caller has
 * at that moment: they may have lost them, or their Session, since the call began.
 */
export async function withAuthority<T>(
  db: AuthDatabase,
  { session, now }: Change,
  change: Authorized<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await lockAuthority(tx)
    const [current] = await sessionsById(tx, [session.id])
    if (current === undefined || !isAlive(current, now)) {
      throw new Refusal('unauthenticated', 'not logged in')
    }
    return change(tx, (await grantsOfSessions(tx, [current])).get(current.id) ?? [])
  })
}

/** The parts of an audit row that are the same for every change. */
export function auditOf({
  session,
  now,
}: Change): Pick<AuditEntry, 'at' | 'actor' | 'sessionId'> & { readonly outcome: 'ok' } {
  return {
    at: new Date(now),
    actor: { id: session.userId, email: session.email },
    sessionId: session.id,
    outcome: 'ok',
  }
}
