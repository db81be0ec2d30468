import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { dropChallengesOf } from '../user/challenge.ts'
import { raiseAuthzVersion } from '../user/grants.ts'
import type { OneTimeColumns } from '../user/one-time-password.ts'
import type { User } from '../user/users.ts'
import { endSessions } from './end.ts'
import { lockSessionsOf, type StoredSession } from './sessions.ts'

/** Who sets a password, and when. */
interface PasswordSetting {
  readonly by: StoredSession
  readonly origin: RequestOrigin
  readonly at: Date
}

export interface PasswordChange extends PasswordSetting {
  /** As it was when the current password was judged. */
  readonly user: User
  readonly hash: string
  /** It is enough as one factor of two only. */
  readonly short: boolean
}

/**
 * Gives a user the password that they chose, and ends their other logins: whoever knew the old one is out. What was
 * withheld until then is granted. Throws a Refusal `conflict` where the password was changed meanwhile.
 */
export async function changePassword(
  db: AuthDatabase,
  { user, hash, short, by, origin, at }: PasswordChange,
): Promise<readonly Notice[]> {
  return db.transaction().execute(async (tx) => {
    const columns = {
      password_hash: hash,
      must_change_password: false,
      password_expires_at: null,
      password_short: short,
    }
    const changed = await tx
      .updateTable('users')
      .set(columns)
      .where('id', '=', user.id)
      .where('password_hash', '=', user.passwordHash)
      .where('disabled_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (changed === undefined)
      throw new Refusal('conflict', 'the password was changed by somebody else in the meantime')
    const also = by.mustChangePassword ? await raiseAuthzVersion(tx, [user.id]) : []
    return setAndEnd(tx, { by, origin, at }, { userId: user.id, action: 'password.changed', also })
  })
}

export interface PasswordReset extends PasswordSetting {
  readonly userId: string
  readonly columns: OneTimeColumns
}

/** Gives a user a one-time password, and ends their logins; their API keys may do nothing until they have replaced it. */
export async function resetPassword(
  tx: AuthTransaction,
  { userId, columns, by, origin, at }: PasswordReset,
): Promise<readonly Notice[]> {
  await tx.updateTable('users').set(columns).where('id', '=', userId).execute()
  const also = await raiseAuthzVersion(tx, [userId])
  return setAndEnd(tx, { by, origin, at }, { userId, action: 'password.reset', also })
}

interface PasswordSet {
  readonly userId: string
  readonly action: 'password.changed' | 'password.reset'
  readonly also: readonly Notice['what'][]
}

async function setAndEnd(
  tx: AuthTransaction,
  { by, origin, at }: PasswordSetting,
  { userId, action, also }: PasswordSet,
): Promise<readonly Notice[]> {
  const actor = { id: by.userId, email: by.email }
  // A login that waits for its second factor was begun with the old password.
  await dropChallengesOf(tx, userId)
  await audit(tx, origin, [
    { at, action, outcome: 'ok', resource: 'users', target: userId, actor, sessionId: by.id },
  ])
  const living = await lockSessionsOf(tx, userId)
  // Somebody who was thrown out a moment ago changes no password on the way.
  if (userId === by.userId && !living.some(({ id }) => id === by.id))
    throw new Refusal('unauthenticated', 'not logged in')
  const sessions = living.filter(({ id }) => id !== by.id)
  const ending = { sessions, action: 'session.revoked', reason: action, actor, also } as const
  return endSessions(tx, { ...ending, origin, at })
}
