import type { Generated } from 'kysely'

/** What an agent shows once, to have its key known; by the hash of it. */
export interface AgentTokensTable {
  hash: Buffer
  cluster_id: string
  created_at: Generated<Date>
  expires_at: Date
  used_at: Date | null
  /** The key that it was used for. */
  used_by: string | null
}

/** The public keys by which agents are known. */
export interface AgentKeysTable {
  id: string
  cluster_id: string
  public_key: Buffer
  created_at: Generated<Date>
  /** When an agent first proved that it has it. */
  used_at: Date | null
  revoked_at: Date | null
}
