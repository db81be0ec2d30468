import type { Notice } from '@argus/contracts/notice'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { audit, type AuditAction } from '../ledger/audit.ts'
import { endOtherLogins } from '../session/end-others.ts'
import { dropChallengesOf } from '../user/challenge.ts'
import { raiseAuthzVersion } from '../user/grants.ts'
import { isEnrolled } from '../user/mfa.ts'
import { removeRecoveryCodes } from '../user/recovery-codes.ts'
import { requireLongerPassword } from '../user/short-password.ts'
import type { Caller } from './call.ts'

export interface FactorChange {
  readonly caller: Caller
  /** Whose factors change; the caller's own unless given. */
  readonly userId?: string
  readonly action: Extract<AuditAction, 'mfa.enrolled' | 'mfa.removed'>
  readonly method: 'totp' | 'passkey' | 'all'
  readonly at: Date
}

export interface ChangeOptions {
  readonly db: AuthDatabase
  readonly announcer: Announcer
}

/**
 * Changes second factors in one transaction with its audit row and the end of every other login of the user: who was in
 * without the new factor, or by the removed one, proves again who they are.
 */
export async function changeFactors<T>(
  { db, announcer }: ChangeOptions,
  change: FactorChange,
  doing: (tx: AuthTransaction) => Promise<T>,
): Promise<T> {
  const { changed, notices } = await db.transaction().execute(async (tx) => {
    const changed = await doing(tx)
    return { changed, notices: await endChange(tx, change) }
  })
  announcer.announce(notices)
  return changed
}

/** The end of a transaction that changed factors; the Notices are announced after the commit, by the caller. */
export async function endChange(
  tx: AuthTransaction,
  { caller, userId = caller.session.userId, action, method, at }: FactorChange,
): Promise<readonly Notice[]> {
  const { session, origin } = caller
  const actor = { id: session.userId, email: session.email }
  await dropChallengesOf(tx, userId)
  const entry = { at, actor, sessionId: session.id, resource: 'users', target: userId } as const
  await audit(tx, origin, [{ ...entry, action, outcome: 'ok', details: { method } }])
  // Where a second factor is asked for, it decides whether this login may do anything.
  const also = await raiseAuthzVersion(tx, [userId])
  return endOtherLogins(tx, { userId, keep: session.id, reason: action, actor, origin, at, also })
}

/**
 * What goes with the last factor: recovery codes, which would be a second password, and a password that was short because
 * of it.
 */
export async function dropLooseCodes(tx: AuthTransaction, userId: string): Promise<void> {
  if (await isEnrolled(tx, userId)) return
  await removeRecoveryCodes(tx, userId)
  await requireLongerPassword(tx, userId)
}
