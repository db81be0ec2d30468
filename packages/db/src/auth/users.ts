import type { Generated } from 'kysely'

/** Who there is. */
export interface UsersTable {
  id: Generated<string>
  email: string
  password_hash: string | null
  display_name: Generated<string>
  disabled_at: Date | null
  not_before: Date | null
  authz_version: Generated<number>
  created_at: Generated<Date>
  last_login_at: Date | null
  must_change_password: Generated<boolean>
  password_expires_at: Date | null
  password_short: Generated<boolean>
}

/** Who an identity provider's subject is here. */
export interface IdentitiesTable {
  issuer: string
  subject: string
  user_id: string
}
