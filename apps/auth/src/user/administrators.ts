import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'

/**
 * Until the transaction ends, nobody else changes who may do what: what was read of it stays true. Taken before any
 * row is locked, so that two never wait for each other.
 */
export async function lockAuthority(tx: AuthTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${AUTHORITY_LOCK})`.execute(tx)
}

/** Any number that nothing else locks in this database. */
const AUTHORITY_LOCK = 727_100_003

/**
 * Makes a change under `lockAuthority`, unless it takes the last global administrator away: then it throws a Refusal,
 * which rolls the transaction back. That is a user who is not disabled, has a role everywhere that permits any verb on
 * any resource of `argus.internal`, and can log in: by a password that still proves something, a passkey, or a provider.
 */
export async function keepAnAdministrator<T>(
  tx: AuthTransaction,
  now: number,
  change: () => Promise<T>,
): Promise<T> {
  const had = await hasAdministrator(tx, now)
  const changed = await change()
  if (had && !(await hasAdministrator(tx, now))) {
    throw new Refusal(
      'conflict',
      'nobody would be left to administer Argus; give somebody else the role admin everywhere first, and let them log in',
    )
  }
  return changed
}

async function hasAdministrator(tx: AuthTransaction, now: number): Promise<boolean> {
  const one = await tx
    .selectFrom('users')
    .innerJoin('user_roles', 'user_roles.user_id', 'users.id')
    .innerJoin('role_permissions', 'role_permissions.role_id', 'user_roles.role_id')
    .select('users.id')
    .where('users.disabled_at', 'is', null)
    .where('user_roles.cluster_id', 'is', null)
    .where('role_permissions.api_group', '=', INTERNAL_GROUP)
    .where('role_permissions.resource', '=', '*')
    .where('role_permissions.verb', '=', '*')
    .where(
      sql<boolean>`(users.password_hash IS NOT NULL
          AND (users.password_expires_at IS NULL OR users.password_expires_at > ${new Date(now)})
        OR EXISTS (SELECT FROM passkeys WHERE passkeys.user_id = users.id)
        OR EXISTS (SELECT FROM identities WHERE identities.user_id = users.id))`,
    )
    .limit(1)
    .executeTakeFirst()
  return one !== undefined
}
