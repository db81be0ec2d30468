import type { Notice } from '@argus/contracts/notice'
import type { AuthTransaction } from '@argus/db/auth'

import { audit } from '../../ledger/audit.ts'
import type { RequestOrigin } from '../../ledger/request-origin.ts'
import { endSessions } from '../end.ts'
import type { Opened } from '../open.ts'
import type { Approvers } from './approval.ts'

/** What a terminal's code earned. */
export type TerminalLogin =
  | { readonly type: 'in'; readonly opened: Opened }
  /** Unknown, past its time, used, or of a Session that has ended: who shows it is not told which. */
  | { readonly type: 'over' }
  /** The same to who shows it; the Session that it opened has ended. */
  | { readonly type: 'reused'; readonly notices: readonly Notice[] }

interface Reuse {
  /** The Session that the code opened, if it ever did. */
  readonly opened: string | null
  readonly approvers: Approvers
  readonly origin: RequestOrigin
  readonly now: number
}

/** Ends the Session that a code opened which is shown again: the code was lost to somebody. */
export async function endReused(
  tx: AuthTransaction,
  { opened, approvers, origin, now }: Reuse,
): Promise<TerminalLogin> {
  const at = new Date(now)
  const sessions = approvers.living.filter(({ id }) => id === opened)
  if (sessions.length === 0) return { type: 'over' }
  await audit(tx, origin, [
    {
      at,
      action: 'terminal_login.refused',
      outcome: 'refused',
      resource: 'sessions',
      details: { reason: 'used_again' },
      ...(opened !== null && { target: opened }),
    },
  ])
  const ending = { sessions, action: 'session.revoked', reason: 'terminal_login.refused' } as const
  return { type: 'reused', notices: await endSessions(tx, { ...ending, origin, at }) }
}
