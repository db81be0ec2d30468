import type { Generated } from 'kysely'

/** One login, until it ends. */
export interface SessionsTable {
  id: string
  user_id: string
  created_at: Date
  last_seen_at: Date
  auth_time: Date
  amr: string[]
  idle_expires_at: Date
  absolute_expires_at: Date
  ip: string | null
  user_agent: string | null
  revoked_at: Date | null
  revoke_reason: string | null
  kind: Generated<'login' | 'api_key'>
}

/** A Session's chain of one-use keys; the one without `used_at` is its head. */
export interface RefreshTokensTable {
  jti: string
  session_id: string
  parent_jti: string | null
  issued_at: Date
  expires_at: Date
  used_at: Date | null
  successor_jti: string | null
}
