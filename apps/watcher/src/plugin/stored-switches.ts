import type { FleetDatabase } from '@argus/db/fleet'

import { audit, type Actor } from '../cluster/audit.ts'
import { changeRegistry } from '../cluster/stored-clusters.ts'

/** A plugin of a cluster. */
export interface ClusterPlugin {
  readonly cluster: string
  readonly plugin: string
}

/** The plugins that clusters do not follow; any other is followed. */
export async function readSwitchedOff(db: FleetDatabase): Promise<readonly ClusterPlugin[]> {
  const rows = await db
    .selectFrom('cluster_plugins')
    .select(['cluster_id', 'plugin_id'])
    .where('enabled', '=', false)
    .execute()
  return rows.map(({ cluster_id: cluster, plugin_id: plugin }) => ({ cluster, plugin }))
}

/** Whether a cluster follows a plugin from now on, with its row of history; what is so already is none. */
export async function switchPlugin(
  { cluster, plugin, enabled }: ClusterPlugin & { readonly enabled: boolean },
  { db, actor }: { readonly db: FleetDatabase; readonly actor: Actor },
): Promise<void> {
  const off = await readSwitchedOff(db)
  const is = !off.some((one) => one.cluster === cluster && one.plugin === plugin)
  if (is === enabled) return
  await changeRegistry(db, async (tx) => {
    await tx
      .insertInto('cluster_plugins')
      .values({ cluster_id: cluster, plugin_id: plugin, enabled })
      .onConflict((conflict) =>
        conflict.columns(['cluster_id', 'plugin_id']).doUpdateSet({ enabled }),
      )
      .execute()
    const details = { plugin, enabled: { from: is, to: enabled } }
    await audit(tx, { action: 'cluster.plugin_switched', cluster, actor, details })
  })
}
