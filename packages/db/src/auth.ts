import type { Kysely, Transaction } from 'kysely'

import type { ApiKeyRolesTable, ApiKeysTable } from './auth/api-keys.ts'
import type { AuditLogTable } from './auth/audit-log.ts'
import type { NoticeCounterTable, NoticesTable } from './auth/notices.ts'
import type { PreferencesTable } from './auth/preferences.ts'
import type { ProviderLoginsTable } from './auth/provider-logins.ts'
import type { RevokedTokensTable } from './auth/revoked-tokens.ts'
import type { RolePermissionsTable, RolesTable, UserRolesTable } from './auth/roles.ts'
import type {
  ChallengesTable,
  PasskeysTable,
  RecoveryCodesTable,
  TotpCredentialsTable,
} from './auth/second-factors.ts'
import type { RefreshTokensTable, SessionsTable } from './auth/sessions.ts'
import type { SigningKeysTable } from './auth/signing-keys.ts'
import type { DeviceLoginsTable, LoginCodesTable } from './auth/terminal-logins.ts'
import type { KnownDevicesTable, ThrottlesTable } from './auth/throttles.ts'
import type { IdentitiesTable, UsersTable } from './auth/users.ts'
import { connect } from './connect.ts'

export { apart, within } from './deadline.ts'
export { checkSchema, SchemaError } from './schema-check.ts'
export { storeCode, storeUnavailable, textUnstorable } from './store-error.ts'

/** The tables of schema `auth`. */
export interface AuthTables {
  users: UsersTable
  identities: IdentitiesTable
  roles: RolesTable
  role_permissions: RolePermissionsTable
  user_roles: UserRolesTable
  sessions: SessionsTable
  refresh_tokens: RefreshTokensTable
  signing_keys: SigningKeysTable
  notices: NoticesTable
  notice_counter: NoticeCounterTable
  audit_log: AuditLogTable
  revoked_tokens: RevokedTokensTable
  throttles: ThrottlesTable
  known_devices: KnownDevicesTable
  totp_credentials: TotpCredentialsTable
  recovery_codes: RecoveryCodesTable
  passkeys: PasskeysTable
  challenges: ChallengesTable
  api_keys: ApiKeysTable
  api_key_roles: ApiKeyRolesTable
  provider_logins: ProviderLoginsTable
  preferences: PreferencesTable
  login_codes: LoginCodesTable
  device_logins: DeviceLoginsTable
}

export type AuthDatabase = Kysely<AuthTables>
export type AuthTransaction = Transaction<AuthTables>

/** The auth service's connections: as role `argus_auth`, which sees nothing of `fleet`. */
export function connectAuth(url: string): AuthDatabase {
  return connect<AuthTables>(url, { role: 'argus_auth', schema: 'auth' })
}
