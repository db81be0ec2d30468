import type { Notice } from '@argus/contracts/notice'
import type { AuthTransaction } from '@argus/db/auth'

import type { RequestOrigin } from '../ledger/request-origin.ts'
import { endSessions } from './end.ts'
import { lockSessionsOf } from './sessions.ts'

export interface OthersEnding {
  readonly userId: string
  /** The Session that goes on: the one from which the change was made. */
  readonly keep: string
  readonly reason: string
  /** Who made the change, where it was not the user. */
  readonly actor?: { readonly id: string; readonly email: string }
  readonly origin: RequestOrigin
  readonly at: Date
  /** What else the transaction has to announce. */
  readonly also?: readonly Notice['what'][]
}

/**
 * Ends the logins of a user but one: a change of what they prove themselves with must reach whoever else is in. The
 * last thing that a transaction does.
 */
export async function endOtherLogins(
  tx: AuthTransaction,
  { userId, keep, reason, actor, origin, at, also = [] }: OthersEnding,
): Promise<readonly Notice[]> {
  const sessions = (await lockSessionsOf(tx, userId)).filter(({ id }) => id !== keep)
  const ending = { sessions, action: 'session.revoked', reason, origin, at, also } as const
  return endSessions(tx, { ...ending, ...(actor && { actor }) })
}
