import type { Generated } from 'kysely'

/** Tokens, by jti, that are revoked although their life is not over. */
export interface RevokedTokensTable {
  id: Generated<string>
  token_jti: string
  user_id: string
  revoked_at: Date
  expires_at: Date
}
