import type { Generated } from 'kysely'

/** Named sets of permissions. */
export interface RolesTable {
  id: Generated<string>
  name: string
  description: Generated<string>
  built_in: Generated<boolean>
  created_at: Generated<Date>
}

export interface RolePermissionsTable {
  role_id: string
  api_group: string
  resource: string
  verb: string
}

/** Who has which role where. */
export interface UserRolesTable {
  id: Generated<string>
  user_id: string
  role_id: string
  cluster_id: string | null
  namespace: string | null
  created_at: Generated<Date>
  source: Generated<'manual' | 'provider'>
}
