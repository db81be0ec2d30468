import type { Notice } from '@argus/contracts/notice'
import type { AuthTransaction } from '@argus/db/auth'

import { audit, type AuditAction } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { StoredSession } from './sessions.ts'

export interface Ending {
  readonly sessions: readonly StoredSession[]
  readonly action: Extract<
    AuditAction,
    'logout' | 'refresh.reuse_detected' | 'session.evicted' | 'session.revoked' | 'api_key.revoked'
  >
  /** Why, where the action does not say it; kept with the Session. */
  readonly reason?: string
  /** Who ended them, where it was not their own user. */
  readonly actor?: { readonly id: string; readonly email: string }
  readonly origin: RequestOrigin
  readonly at: Date
  /** What else the transaction has to announce: after the Sessions, in the same breath. */
  readonly also?: readonly Notice['what'][]
}

/**
 * Ends Sessions that the caller has locked: each that had not ended gets its audit row and its Notice. The last thing that a
 * transaction does, since Notices are. The Notices are announced after the commit, by the caller.
 */
export async function endSessions(
  tx: AuthTransaction,
  { sessions, action, reason = action, actor, origin, at, also = [] }: Ending,
): Promise<readonly Notice[]> {
  const living = sessions.filter(({ revokedAt }) => revokedAt === null)
  if (living.length === 0) return post(tx, also, at)
  await tx
    .updateTable('sessions')
    .set({ revoked_at: at, revoke_reason: reason })
    .where(
      'id',
      'in',
      living.map(({ id }) => id),
    )
    .execute()
  await audit(
    tx,
    origin,
    living.map(({ id, userId, email, kind }) => ({
      at,
      action,
      outcome: action === 'refresh.reuse_detected' ? 'refused' : 'ok',
      resource: kind === 'api_key' ? 'api-keys' : 'sessions',
      target: id,
      sessionId: id,
      actor: actor ?? { id: userId, email },
      ...(reason === action ? {} : { details: { reason } }),
    })),
  )
  return post(
    tx,
    [
      ...living.map(
        ({ id, userId }) => ({ type: 'session_revoked', sessionId: id, userId }) as const,
      ),
      ...also,
    ],
    at,
  )
}
