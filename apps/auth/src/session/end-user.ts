import type { Notice } from '@argus/contracts/notice'
import type { AuthTransaction } from '@argus/db/auth'

import { post } from '../ledger/notice.ts'
import { endSessions } from './end.ts'
import type { Change } from './authority.ts'
import type { StoredSession } from './sessions.ts'

/**
 * Ends what a user has open, who was disabled or deleted by somebody: logins and API keys, which the caller has locked.
 * Says of the user too that they changed. The last thing that a transaction does.
 */
export async function endUser(
  tx: AuthTransaction,
  { session, origin, now }: Change,
  { userId, reason, sessions }: UserEnding,
): Promise<readonly Notice[]> {
  const at = new Date(now)
  const actor = { id: session.userId, email: session.email }
  const ended = await endSessions(tx, {
    sessions,
    action: 'session.revoked',
    reason,
    actor,
    origin,
    at,
  })
  return [...ended, ...(await post(tx, [{ type: 'user_changed', userId }], at))]
}

export interface UserEnding {
  readonly userId: string
  readonly reason: 'user.disabled' | 'user.deleted'
  readonly sessions: readonly StoredSession[]
}
