import type { UserInFull } from '@argus/contracts/http/users'
import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

import { onlyAdministrator } from './administrators.ts'

/** What hangs on a user beside their sessions. */
export type Holdings = Pick<UserInFull, 'secondFactors' | 'lastAdministration'> & {
  readonly roles: NonNullable<UserInFull['roles']>
}

/** The holdings of each of these users who exists. */
export async function holdingsOf(
  db: AuthDatabase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Holdings>> {
  if (ids.length === 0) return new Map()
  const [rows, given, only] = await Promise.all([
    factorsOf(db, ids),
    rolesOf(db, ids),
    onlyAdministrator(db),
  ])
  return new Map(
    rows.map(({ id, totp, passkeys }) => [
      id,
      {
        roles: given.flatMap(({ userId, role, places }) =>
          userId === id ? [{ role, places }] : [],
        ),
        secondFactors: { totp, passkeys },
        lastAdministration: only?.userId === id ? [...only.assignments] : [],
      },
    ]),
  )
}

async function factorsOf(db: AuthDatabase, ids: readonly string[]) {
  return db
    .selectFrom('users')
    .select([
      'id',
      sql<boolean>`EXISTS (SELECT FROM totp_credentials AS totp
        WHERE totp.user_id = users.id AND totp.confirmed_at IS NOT NULL)`.as('totp'),
      sql<number>`(SELECT count(*)::int FROM passkeys WHERE passkeys.user_id = users.id)`.as(
        'passkeys',
      ),
    ])
    .where('id', 'in', ids)
    .execute()
}

async function rolesOf(db: AuthDatabase, ids: readonly string[]) {
  return db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select([
      'user_roles.user_id as userId',
      'roles.name as role',
      sql<number>`count(*)::int`.as('places'),
    ])
    .where('user_roles.user_id', 'in', ids)
    .groupBy(['user_roles.user_id', 'roles.name'])
    .orderBy('roles.name')
    .execute()
}
