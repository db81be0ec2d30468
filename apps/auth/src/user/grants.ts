import { grantSchema, type Grant } from '@argus/contracts/grant'
import type { Notice } from '@argus/contracts/notice'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'
import { z } from 'zod'

/** What each of these users may do, by user id; one without a role is not in it. */
export async function grantsOf(
  db: AuthDatabase,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Grant[]>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .where('user_roles.user_id', 'in', userIds)
    .select((query) => [
      'user_roles.user_id as userId',
      'roles.name as role',
      'user_roles.cluster_id as cluster',
      'user_roles.namespace as namespace',
      query
        .selectFrom('role_permissions')
        .whereRef('role_permissions.role_id', '=', 'roles.id')
        .select(
          sql<unknown>`coalesce(json_agg(json_build_object('apiGroup', api_group, 'resource', resource, 'verb', verb)), '[]')`.as(
            'all',
          ),
        )
        .as('permissions'),
    ])
    .orderBy('user_roles.created_at')
    .orderBy('user_roles.id')
    .execute()
  const parsed = rowsSchema.parse(rows)
  const grants = new Map<string, Grant[]>()
  for (const { userId, ...grant } of parsed) {
    const own = grants.get(userId)
    if (own === undefined) grants.set(userId, [grant])
    else own.push(grant)
  }
  return grants
}

const rowsSchema = z.array(grantSchema.and(z.object({ userId: z.string() })))

/** What one user may do. */
export async function grantsOfUser(db: AuthDatabase, userId: string): Promise<readonly Grant[]> {
  return (await grantsOf(db, [userId])).get(userId) ?? []
}

/**
 * Says that what these users may do has changed: whoever cached it asks again. Answers the Notices to be posted last in
 * the same transaction.
 */
export async function raiseAuthzVersion(
  tx: AuthTransaction,
  userIds: readonly string[],
): Promise<readonly Notice['what'][]> {
  if (userIds.length === 0) return []
  // In the order of ids, so that two changes of the same users never wait for each other.
  await tx
    .selectFrom('users')
    .select('id')
    .where('id', 'in', userIds)
    .orderBy('id')
    .forUpdate()
    .execute()
  const raised = await tx
    .updateTable('users')
    .set((row) => ({ authz_version: row('authz_version', '+', 1) }))
    .where('id', 'in', userIds)
    .returning(['id', 'authz_version as version'])
    .execute()
  return raised.map(({ id, version }) => ({
    type: 'grants_changed',
    userId: id,
    authzVersion: version,
  }))
}
