/** A script's key; its `id` is that of its Session, which is of a kind of its own. */
export interface ApiKeysTable {
  id: string
  user_id: string
  name: string
  prefix: string
  digest: Buffer
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
}

/** Which roles a key has, and where. */
export interface ApiKeyRolesTable {
  api_key_id: string
  role_id: string
  cluster_id: string | null
  namespace: string | null
}
