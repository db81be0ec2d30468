import { allowsEverywhere } from '@argus/access/allows'
import type { Grant } from '@argus/contracts/grant'
import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { AuthDatabase } from '@argus/db/auth'

import type { RequestOrigin } from '../ledger/request-origin.ts'
import { endSessions } from './end.ts'
import { endOtherLogins } from './end-others.ts'
import { isAlive } from './liveness.ts'
import { lockSession, lockSessionsOf, type StoredSession } from './sessions.ts'

/** Who ends Sessions, and when. */
export interface Revoking {
  readonly by: StoredSession
  readonly grants: readonly Grant[]
  readonly origin: RequestOrigin
  readonly clock: { now(): number }
}

/** Ends one login: of one's own, or of another with the right to. Any other is not to be found, whether it exists or not. */
export async function revokeSession(
  db: AuthDatabase,
  id: string,
  { by, grants, origin, clock }: Revoking,
): Promise<readonly Notice[]> {
  return db.transaction().execute(async (tx) => {
    const session = await lockSession(tx, id)
    const now = clock.now()
    const reachable =
      session?.kind === 'login' &&
      isAlive(session, now) &&
      (session.userId === by.userId || mayEndAny(grants))
    if (!reachable) throw new Refusal('not_found', 'no such session')
    const actor = { id: by.userId, email: by.email }
    const ending = { sessions: [session], action: 'session.revoked', actor, origin } as const
    return endSessions(tx, { ...ending, at: new Date(now) })
  })
}

/** Ends all logins of the caller but the one that asks. */
export async function revokeOthers(
  db: AuthDatabase,
  { by, origin, clock }: Revoking,
): Promise<readonly Notice[]> {
  return db.transaction().execute((tx) => {
    const at = new Date(clock.now())
    return endOtherLogins(tx, { userId: by.userId, keep: by.id, reason: 'others', origin, at })
  })
}

/** Ends all logins of a user, who must exist. */
export async function revokeAllOf(
  db: AuthDatabase,
  userId: string,
  { by, origin, clock }: Revoking,
): Promise<readonly Notice[]> {
  return db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('users')
      .select('id')
      .where('id', '=', userId)
      .executeTakeFirst()
    if (user === undefined) throw new Refusal('not_found', 'no such user')
    const sessions = await lockSessionsOf(tx, userId)
    const actor = { id: by.userId, email: by.email }
    const ending = { sessions, action: 'session.revoked', actor, origin } as const
    return endSessions(tx, { ...ending, at: new Date(clock.now()) })
  })
}

const mayEndAny = (grants: readonly Grant[]): boolean =>
  allowsEverywhere(grants, { group: INTERNAL_GROUP, resource: 'sessions', verb: 'delete' })
