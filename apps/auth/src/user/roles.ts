import { permissionSchema, type Permission } from '@argus/contracts/grant'
import type {
  ListedRole,
  Role,
  RoleBody,
  RoleNaming,
  RoleWithPermissions,
} from '@argus/contracts/http/roles'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { z } from 'zod'

import type { Place } from './escalation.ts'

export interface RolesPage {
  readonly roles: ListedRole[]
  readonly next: string | null
}

/** The roles, by name, what each permits, and how many have it. */
export async function allRoles(
  db: AuthDatabase,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<RolesPage> {
  const rows = await selectRoles(db)
    .$if(after !== undefined, (query) => query.where('name', '>', after ?? ''))
    .select((row) =>
      row
        .selectFrom('user_roles')
        .select(({ fn }) => fn.count<string>('user_id').distinct().as('holders'))
        .whereRef('user_roles.role_id', '=', 'roles.id')
        .as('holders'),
    )
    .orderBy('name')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const permitted = await permissionsOf(
    db,
    shown.map(({ id }) => id),
  )
  const roles = shown.map(({ holders, ...row }) => ({
    ...told(row),
    permissions: permitted.get(row.id) ?? [],
    holders: Number(holders),
  }))
  return { roles, next: rows.length > limit ? (roles.at(-1)?.name ?? null) : null }
}

/** A role and what it permits; throws a Refusal where there is none. */
export async function roleById(db: AuthDatabase, id: string): Promise<RoleWithPermissions> {
  const row = await selectRoles(db).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Refusal('not_found', 'no such role')
  return { ...told(row), permissions: (await permissionsOf(db, [id])).get(id) ?? [] }
}

/** What roles permit, by their ids, each in order. */
async function permissionsOf(
  db: AuthDatabase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Permission[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('role_permissions')
    .select(['role_id as roleId', 'api_group as apiGroup', 'resource', 'verb'])
    .where('role_id', 'in', ids)
    .orderBy('api_group')
    .orderBy('resource')
    .orderBy('verb')
    .execute()
  const byRole = Map.groupBy(rows, ({ roleId }) => roleId)
  return new Map([...byRole].map(([id, own]) => [id, z.array(permissionSchema).parse(own)]))
}

/** The same of a role that may be changed; throws a Refusal for one that came with Argus. */
export async function ownRole(tx: AuthTransaction, id: string): Promise<RoleWithPermissions> {
  const role = await roleById(tx, id)
  if (!role.builtIn) return role
  throw new Refusal(
    'conflict',
    `${role.name} comes with Argus and stays as it is; make a role of your own`,
  )
}

/** Throws a Refusal where the name is taken. */
export async function insertRole(
  tx: AuthTransaction,
  { name, description, permissions }: RoleBody,
  at: Date,
): Promise<string> {
  const made = await tx
    .insertInto('roles')
    .values({ name, description, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made === undefined) throw taken(name)
  await setPermissions(tx, made.id, permissions)
  return made.id
}

/** Throws a Refusal where the name is another's. */
export async function renameRole(
  tx: AuthTransaction,
  id: string,
  { name, description }: RoleNaming,
): Promise<void> {
  const other = await tx
    .selectFrom('roles')
    .select('id')
    .where('name', '=', name)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other !== undefined) throw taken(name)
  await tx.updateTable('roles').set({ name, description }).where('id', '=', id).execute()
}

/** Makes this what a role permits, and nothing else. */
export async function setPermissions(
  tx: AuthTransaction,
  id: string,
  permissions: readonly Permission[],
): Promise<void> {
  await tx.deleteFrom('role_permissions').where('role_id', '=', id).execute()
  if (permissions.length === 0) return
  await tx
    .insertInto('role_permissions')
    .values(
      permissions.map(({ apiGroup, resource, verb }) => {
        return { role_id: id, api_group: apiGroup, resource, verb }
      }),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Takes a role from all that have it. */
export async function deleteRole(tx: AuthTransaction, id: string): Promise<void> {
  await tx.deleteFrom('roles').where('id', '=', id).execute()
}

/** Where somebody has a role. */
export async function placesOf(tx: AuthTransaction, id: string): Promise<readonly Place[]> {
  return tx
    .selectFrom('user_roles')
    .select(['cluster_id as cluster', 'namespace'])
    .distinct()
    .where('role_id', '=', id)
    .execute()
}

/** Whose rights hang on a role: those of who has it, and of keys that have it. */
export async function usersOf(tx: AuthTransaction, id: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('user_roles')
    .select('user_id as userId')
    .where('role_id', '=', id)
    .union(
      tx
        .selectFrom('api_keys')
        .innerJoin('api_key_roles', 'api_key_roles.api_key_id', 'api_keys.id')
        .select('api_keys.user_id as userId')
        .where('api_key_roles.role_id', '=', id),
    )
    .execute()
  return rows.map(({ userId }) => userId)
}

const taken = (name: string): Refusal => new Refusal('conflict', `there is a role ${name} already`)

function selectRoles(db: AuthDatabase) {
  return db
    .selectFrom('roles')
    .select(['id', 'name', 'description', 'built_in as builtIn', 'created_at as createdAt'])
}

const told = ({
  createdAt,
  ...role
}: Omit<Role, 'createdAt'> & { readonly createdAt: Date }): Role => ({
  ...role,
  createdAt: createdAt.toISOString(),
})
