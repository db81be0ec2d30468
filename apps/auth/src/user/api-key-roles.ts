import { grantSchema, type Grant } from '@argus/contracts/grant'
import type { ApiKeyBody } from '@argus/contracts/http/api-keys'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'
import { z } from 'zod'

import { ownerHas } from './api-key-grants.ts'
import { grantsOfUser } from './grants.ts'

export interface KeyRoles {
  readonly keyId: string
  readonly userId: string
  readonly roles: ApiKeyBody['roles']
}

/** Gives a new key its roles; throws a Refusal where one is unknown or permits what the owner may not do there. */
export async function insertKeyRoles(
  tx: AuthTransaction,
  { keyId, userId, roles }: KeyRoles,
): Promise<void> {
  const named = await tx
    .selectFrom('roles')
    .select(['id', 'name'])
    .where(
      'name',
      'in',
      roles.map(({ role }) => role),
    )
    .execute()
  const rows = roles.map(({ role, cluster, namespace }) => {
    const id = named.find(({ name }) => name === role)?.id
    // Not a "no such role": who may not list roles learns nothing about them here.
    if (id === undefined) throw tooMuch()
    return { api_key_id: keyId, role_id: id, cluster_id: cluster, namespace }
  })
  await tx
    .insertInto('api_key_roles')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const owner = await grantsOfUser(tx, userId)
  const wanted = (await rolesOfKeys(tx, [keyId])).get(keyId) ?? []
  const excess = wanted.find((grant) => !ownerHas(owner, grant))
  if (excess !== undefined) throw tooMuch()
}

const tooMuch = (): Refusal =>
  new Refusal('not_allowed', 'a key may do no more than its owner: one of its roles goes beyond')

/** The roles of these keys with what they permit, by key; one that lost all its roles is not in it. */
export async function rolesOfKeys(
  db: AuthDatabase,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Grant[]>> {
  if (keyIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('api_key_roles')
    .innerJoin('roles', 'roles.id', 'api_key_roles.role_id')
    .where('api_key_roles.api_key_id', 'in', keyIds)
    .select((query) => [
      'api_key_roles.api_key_id as keyId',
      'roles.name as role',
      'api_key_roles.cluster_id as cluster',
      'api_key_roles.namespace as namespace',
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
    .execute()
  const parsed = grantsOfKeys.parse(rows)
  return new Map(
    [...Map.groupBy(parsed, ({ keyId }) => keyId)].map(([keyId, all]) => [
      keyId,
      all.map(({ role, cluster, namespace, permissions }) => ({
        role,
        cluster,
        namespace,
        permissions,
      })),
    ]),
  )
}

const grantsOfKeys = z.array(grantSchema.and(z.object({ keyId: z.string() })))
