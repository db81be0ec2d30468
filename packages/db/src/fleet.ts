import type { Kysely, Transaction } from 'kysely'

import { connect } from './connect.ts'
import type { AgentKeysTable, AgentTokensTable } from './fleet/agents.ts'
import type { ClustersTable, RegistryTable } from './fleet/clusters.ts'
import type { NotificationConfigTable } from './fleet/notification-config.ts'
import type { ClusterPluginsTable, PluginsTable } from './fleet/plugins.ts'

export { checkSchema, SchemaError } from './schema-check.ts'
export { storeCode, storeUnavailable, textUnstorable } from './store-error.ts'

/** The tables of schema `fleet`. */
export interface FleetTables {
  clusters: ClustersTable
  registry: RegistryTable
  agent_tokens: AgentTokensTable
  agent_keys: AgentKeysTable
  plugins: PluginsTable
  cluster_plugins: ClusterPluginsTable
  notification_config: NotificationConfigTable
}

export type FleetDatabase = Kysely<FleetTables>
export type FleetTransaction = Transaction<FleetTables>

/** The watcher's connections: as role `argus_watcher`, which sees nothing of `auth`. */
export function connectFleet(url: string): FleetDatabase {
  return connect<FleetTables>(url, { role: 'argus_watcher', schema: 'fleet' })
}
