import type { Principal } from '@argus/contracts/grant'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'

import { READING_VERBS } from './lifetime.ts'
import { isAlive, type SessionFacts } from './liveness.ts'
import { mustEnrol, type SecondFactorRule } from './second-factor-rule.ts'
import { grantsOfSessions } from './session-grants.ts'

/** A Session, and of its user what decides about it. */
export interface StoredSession extends SessionFacts {
  readonly id: string
  readonly userId: string
  readonly email: string
  readonly displayName: string
  readonly authzVersion: number
  readonly lastSeenAt: Date
  readonly authTime: Date
  /** Until the user has chosen a password of their own, nothing is granted to them. */
  readonly mustChangePassword: boolean
  /** The user logs in by a password, and has enrolled nothing beside it. */
  readonly passwordAlone: boolean
}

/** These Sessions, as far as they and their users exist. */
export async function sessionsById(
  db: AuthDatabase,
  ids: readonly string[],
): Promise<readonly StoredSession[]> {
  if (ids.length === 0) return []
  return selectSessions(db).where('sessions.id', 'in', ids).execute()
}

/** One Session, locked until the transaction ends: log-out and refresh of it take turns. */
export async function lockSession(
  tx: AuthTransaction,
  id: string,
): Promise<StoredSession | undefined> {
  return selectSessions(tx).where('sessions.id', '=', id).forUpdate('sessions').executeTakeFirst()
}

/**
 * The Sessions of a user that have not been ended, oldest use first, locked until the transaction ends. API keys are among
 * them only where they are asked for: a log-out or a new password does not end them, a disabled user does.
 */
export async function lockSessionsOf(
  tx: AuthTransaction,
  userId: string,
  kinds: readonly StoredSession['kind'][] = ['login'],
): Promise<readonly StoredSession[]> {
  const locked = await selectSessions(tx)
    .where('sessions.user_id', '=', userId)
    .where('sessions.kind', 'in', kinds)
    .where('sessions.revoked_at', 'is', null)
    .orderBy('sessions.id') // Everybody locks in this order, so that two never wait for each other.
    .forUpdate('sessions')
    .execute()
  return locked.toSorted((one, other) => one.lastSeenAt.getTime() - other.lastSeenAt.getTime())
}

interface Asked {
  readonly now: number
  readonly secondFactor: SecondFactorRule
}

/** Who these Sessions are and what they may do; in order, `undefined` for one that is not alive, whatever the reason. */
export async function principalsOf(
  db: AuthDatabase,
  ids: readonly string[],
  { now, secondFactor }: Asked,
): Promise<readonly (Principal | undefined)[]> {
  // One snapshot: a version of the grants must not travel with the grants of another.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const alive = (await sessionsById(tx, ids)).filter((session) => isAlive(session, now))
      const granted = alive.filter((session) => !mustEnrol(session, secondFactor))
      const grants = await grantsOfSessions(tx, granted)
      const principals = alive.map((session): Principal => {
        const { id, userId, email, authzVersion, kind, authTime } = session
        return {
          sessionId: id,
          userId,
          email,
          authzVersion,
          grants: [...(grants.get(id) ?? [])],
          ...(kind === 'login' && { provedAt: authTime.getTime() }),
        }
      })
      return ids.map((id) => principals.find(({ sessionId }) => sessionId === id))
    })
}

function selectSessions(db: AuthDatabase) {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'sessions.id',
      'sessions.user_id as userId',
      'sessions.created_at as createdAt',
      'sessions.last_seen_at as lastSeenAt',
      'sessions.auth_time as authTime',
      'sessions.kind',
      'sessions.idle_expires_at as idleExpiresAt',
      'sessions.absolute_expires_at as absoluteExpiresAt',
      'sessions.revoked_at as revokedAt',
      'users.email',
      'users.display_name as displayName',
      'users.authz_version as authzVersion',
      'users.disabled_at as userDisabledAt',
      'users.not_before as userNotBefore',
      'users.must_change_password as mustChangePassword',
    ])
    .select((query) => [
      query
        .exists(
          query
            .selectFrom('user_roles')
            .innerJoin('role_permissions', 'role_permissions.role_id', 'user_roles.role_id')
            .whereRef('user_roles.user_id', '=', 'sessions.user_id')
            .where('role_permissions.verb', 'not in', READING_VERBS)
            .select('user_roles.id'),
        )
        .$castTo<boolean>()
        .as('userMayWrite'),
      PASSWORD_ALONE.as('passwordAlone'),
    ])
}

const PASSWORD_ALONE = sql<boolean>`(users.password_hash IS NOT NULL
  AND NOT EXISTS (SELECT FROM totp_credentials AS totp
    WHERE totp.user_id = users.id AND totp.confirmed_at IS NOT NULL)
  AND NOT EXISTS (SELECT FROM passkeys WHERE passkeys.user_id = users.id))`
