import type { AuthTransaction } from '@argus/db/auth'

import { audit, type AuditEntry } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { roleChanges, type PlacedRole } from '../user/role-mapping.ts'

export interface ProviderRoles {
  readonly user: { readonly id: string; readonly email: string }
  readonly wanted: readonly PlacedRole[]
  readonly origin: RequestOrigin
  readonly at: Date
}

/**
 * Makes the roles that a user has by the provider those that are wanted; roles given by administrators stay. Answers
 * whether anything changed. Roles that do not exist here are not given. The provider is believed also where that takes the
 * last administrator away: who belongs to the group of administrators there logs in and is one.
 */
export async function setProviderRoles(
  tx: AuthTransaction,
  { user, wanted, origin, at }: ProviderRoles,
): Promise<boolean> {
  const roles = await tx.selectFrom('roles').select(['id', 'name']).execute()
  const ids = new Map(roles.map(({ id, name }) => [name, id]))
  const had = await providerRoles(tx, user.id)
  const { gained, lost } = roleChanges(
    had,
    wanted.filter(({ role }) => ids.has(role)),
  )
  for (const { id } of lost) await tx.deleteFrom('user_roles').where('id', '=', id).execute()
  for (const { role, cluster, namespace } of gained) {
    await tx
      .insertInto('user_roles')
      .values({
        user_id: user.id,
        role_id: ids.get(role) ?? '',
        cluster_id: cluster,
        namespace,
        created_at: at,
        source: 'provider',
      })
      .execute()
  }
  const entry = (action: 'role.assigned' | 'role.unassigned') => (placed: PlacedRole) => {
    const { role, cluster, namespace } = placed
    const details = { role, cluster, namespace, source: 'provider' }
    const who = { actor: user, resource: 'users', target: user.id } as const
    return { at, action, outcome: 'ok', ...who, details } satisfies AuditEntry
  }
  await audit(tx, origin, [
    ...lost.map(entry('role.unassigned')),
    ...gained.map(entry('role.assigned')),
  ])
  return gained.length + lost.length > 0
}

async function providerRoles(
  tx: AuthTransaction,
  userId: string,
): Promise<readonly (PlacedRole & { readonly id: string })[]> {
  return tx
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .where('user_roles.user_id', '=', userId)
    .where('user_roles.source', '=', 'provider')
    .select([
      'user_roles.id',
      'roles.name as role',
      'user_roles.cluster_id as cluster',
      'user_roles.namespace',
    ])
    .execute()
}
