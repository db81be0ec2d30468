import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
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
 * any resource of `argus.internal`, and can log in: by a password of their own, a passkey, or a provider. A one-time
 * password is no way in: it may be over before it is used.
 */
export async function keepAnAdministrator<T>(
  tx: AuthTransaction,
  change: () => Promise<T>,
): Promise<T> {
  const had = await administrations(tx)
  const changed = await change()
  if (had.length > 0 && (await administrations(tx)).length === 0) {
    throw new Refusal(
      'conflict',
      'nobody would be left to administer Argus; give somebody else the role admin everywhere first, and let them log in',
    )
  }
  return changed
}

/**
 * Of assignments that are about to go, under `lockAuthority`, those without which there would be no global administrator
 * any more; none where somebody else is one.
 */
export async function lastAdministration(
  tx: AuthTransaction,
  leaving: readonly string[],
): Promise<readonly string[]> {
  if (leaving.length === 0) return []
  const all = (await administrations(tx)).map(({ id }) => id)
  return all.every((id) => leaving.includes(id)) ? all : []
}

/** The only global administrator, and the assignments that make them one; nobody where there are several. */
export async function onlyAdministrator(db: AuthDatabase): Promise<OnlyAdministrator | undefined> {
  const all = await administrations(db)
  const [userId, ...others] = new Set(all.map((one) => one.userId))
  if (userId === undefined || others.length > 0) return undefined
  return { userId, assignments: [...new Set(all.map(({ id }) => id))] }
}

export interface OnlyAdministrator {
  readonly userId: string
  readonly assignments: readonly string[]
}

/** The assignments that make somebody a global administrator who can log in. */
async function administrations(db: AuthDatabase): Promise<readonly Administration[]> {
  return db
    .selectFrom('users')
    .innerJoin('user_roles', 'user_roles.user_id', 'users.id')
    .innerJoin('role_permissions', 'role_permissions.role_id', 'user_roles.role_id')
    .select(['user_roles.id', 'user_roles.user_id as userId'])
    .where('users.disabled_at', 'is', null)
    .where('user_roles.cluster_id', 'is', null)
    .where('role_permissions.api_group', '=', INTERNAL_GROUP)
    .where('role_permissions.resource', '=', '*')
    .where('role_permissions.verb', '=', '*')
    .where(
      sql<boolean>`(users.password_hash IS NOT NULL AND users.password_expires_at IS NULL
        OR EXISTS (SELECT FROM passkeys WHERE passkeys.user_id = users.id)
        OR EXISTS (SELECT FROM identities WHERE identities.user_id = users.id))`,
    )
    .execute()
}

interface Administration {
  readonly id: string
  readonly userId: string
}
