import type { Generated, JSONColumnType } from 'kysely'

export interface SigningKeysTable {
  kid: string
  use: 'access' | 'refresh'
  state: 'next' | 'current' | 'previous' | 'revoked'
  public_jwk: JSONColumnType<object>
  private_sealed: Buffer
  created_at: Date
  state_since: Date
  kek_id: Generated<string>
}
