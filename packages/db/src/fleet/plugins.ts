import type { Generated, JSONColumnType } from 'kysely'

export interface PluginsTable {
  id: string
  name: string
  manifest: JSONColumnType<object>
  built_in: Generated<boolean>
  created_at: Generated<Date>
}

/** Which plugins a cluster follows. */
export interface ClusterPluginsTable {
  cluster_id: string
  plugin_id: string
  enabled: Generated<boolean>
}
