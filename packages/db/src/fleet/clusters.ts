import type { ColumnType, Generated } from 'kysely'

/** A JSON column with a default. */
type Json = ColumnType<object, string | undefined, string>

/** The clusters that calls registered. */
export interface ClustersTable {
  id: string
  name: string
  server_url: string
  credentials_sealed: Buffer | null
  /** Of the operator's key that it is sealed under. */
  kek_id: Generated<string>
  /** What kind of credential it is. */
  credential: Generated<'none' | 'token' | 'client-certificate'>
  labels: Json
  source: string
  /** Changes with every change. */
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

/** One row: where the clusters stand. */
export interface RegistryTable {
  one: Generated<boolean>
  version: number
  changed_at: Date
}
