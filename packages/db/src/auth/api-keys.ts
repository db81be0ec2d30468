import type { Generated } from 'kysely'

/** A script's key: a Session of its own kind. */
export interface ApiKeysTable {
  id: Generated<string>
  session_id: string
  user_id: string
  name: string
  prefix: string
  digest: Buffer
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

/** What of its owner's roles a key has. */
export interface ApiKeyRolesTable {
  api_key_id: string
  role_id: string
  cluster_id: string | null
  namespace: string | null
}
