import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthTransaction } from '@argus/db/auth'

import { audit, auditRow } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { Head } from '../token/sign.ts'
import { isAlive } from './liveness.ts'
import { renew } from './rotate.ts'
import { lockSession, type StoredSession } from './sessions.ts'

export interface SteppingUp {
  readonly session: StoredSession
  /** How the user proved it this time (RFC 8176). */
  readonly amr: readonly string[]
  readonly origin: RequestOrigin
  readonly at: Date
}

/**
 * From now on for a while the Session may do what is dangerous, with new tokens (ASVS 7.2.4). Throws a Refusal where it
 * has ended meanwhile.
 */
export async function stepUp(
  tx: AuthTransaction,
  { session, amr, origin, at }: SteppingUp,
): Promise<Head> {
  const locked = await lockSession(tx, session.id)
  if (locked === undefined || !isAlive(locked, at.getTime()))
    throw new Refusal('unauthenticated', 'not logged in')
  await tx
    .updateTable('sessions')
    .set({ auth_time: at, amr: [...amr] })
    .where('id', '=', session.id)
    .execute()
  const told = auditRow(origin, {
    at,
    action: 'step_up.ok',
    outcome: 'ok',
    resource: 'sessions',
    target: session.id,
    sessionId: session.id,
    actor: { id: session.userId, email: session.email },
    details: { amr },
  })
  return renew(tx, locked, { at, told })
}

/** A proof that was none, on the way to `stepUp`. */
export async function recordFailedStepUp(
  tx: AuthTransaction,
  { session, origin, at }: Omit<SteppingUp, 'amr'>,
): Promise<void> {
  await audit(tx, origin, [
    {
      at,
      action: 'step_up.failed',
      outcome: 'refused',
      resource: 'sessions',
      target: session.id,
      sessionId: session.id,
      actor: { id: session.userId, email: session.email },
    },
  ])
}
