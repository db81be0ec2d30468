import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthTransaction } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { StoredSession } from './sessions.ts'

export interface SteppingUp {
  readonly session: StoredSession
  /** How the user proved it this time (RFC 8176). */
  readonly amr: readonly string[]
  readonly origin: RequestOrigin
  readonly at: Date
}

/** From now on for a while the Session may do what is dangerous. Throws a Refusal where it has ended meanwhile. */
export async function stepUp(
  tx: AuthTransaction,
  { session, amr, origin, at }: SteppingUp,
): Promise<void> {
  const stepped = await tx
    .updateTable('sessions')
    .set({ auth_time: at, amr: [...amr] })
    .where('id', '=', session.id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (stepped === undefined) throw new Refusal('unauthenticated', 'not logged in')
  await audit(tx, origin, [
    {
      at,
      action: 'step_up.ok',
      outcome: 'ok',
      resource: 'sessions',
      target: session.id,
      sessionId: session.id,
      actor: { id: session.userId, email: session.email },
      details: { amr },
    },
  ])
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
