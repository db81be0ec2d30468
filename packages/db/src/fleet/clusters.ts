import type { ColumnType, Generated } from 'kysely'

/** A JSON column with a default. */
type Json = ColumnType<object, string | undefined, string>

export interface ClustersTable {
  id: string
  name: string
  server_url: string
  credentials_sealed: Buffer | null
  labels: Json
  source: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
}
