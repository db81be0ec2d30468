import type { AuthTransaction } from '@argus/db/auth'

import { audit, type AuditEntry } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { lastAdministration } from '../user/administrators.ts'
import { roleChanges, type PlacedRole } from '../user/role-mapping.ts'

export interface ProviderRoles {
  readonly user: { readonly id: string; readonly email: string }
  readonly wanted: readonly PlacedRole[]
  readonly origin: RequestOrigin
  readonly at: Date
}

/**
 * Makes the roles that a user has by the provider those that are wanted; roles given by administrators stay. Answers
 * whether anything changed. Roles that do not exist here are not given. The last global administrator keeps what makes them
 * one, with a row in history at each login, until there is another.
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
  const last = await lastAdministration(
    tx,
    lost.map(({ id }) => id),
  )
  const kept = lost.filter(({ id }) => last.includes(id))
  const gone = lost.filter(({ id }) => !last.includes(id))
  for (const { id } of gone) await tx.deleteFrom('user_roles').where('id', '=', id).execute()
  const who = { at, actor: user, resource: 'users', target: user.id } as const
  await audit(tx, origin, [
    ...gone.map((one) => ({ ...who, ...unassigned(one) })),
    ...gained.map((one) => ({ ...who, ...assigned(one) })),
    ...kept.map((one) => ({ ...who, ...keptLast(one) })),
  ])
  return gained.length + gone.length > 0
}

type Entry = Pick<AuditEntry, 'action' | 'outcome' | 'details'>

const placed = ({ role, cluster, namespace }: PlacedRole): object => ({
  role,
  cluster,
  namespace,
  source: 'provider',
})

const assigned = (one: PlacedRole): Entry => ({
  action: 'role.assigned',
  outcome: 'ok',
  details: placed(one),
})

const unassigned = (one: PlacedRole): Entry => ({
  action: 'role.unassigned',
  outcome: 'ok',
  details: placed(one),
})

const keptLast = (one: PlacedRole): Entry => ({
  action: 'role.kept',
  outcome: 'refused',
  details: { ...placed(one), reason: 'last_administrator' },
})

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
