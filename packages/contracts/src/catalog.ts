import { z } from 'zod'

import { versionName } from './topic.ts'

/** How Argus reaches a cluster at this moment. */
export const clusterState = z.enum(['live', 'syncing', 'stale', 'unreachable', 'forbidden'])
export type ClusterState = z.infer<typeof clusterState>

/** A cluster in the directory `argus:catalog`. */
export const catalogClusterSchema = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  state: clusterState,
})
export type CatalogCluster = z.infer<typeof catalogClusterSchema>

/**
 * A resource of a cluster in the directory. `version` is the one the cluster stores, absent while it is not
 * served; `followed` says whether a Topic is kept for it.
 */
export const catalogResourceSchema = z.object({
  version: versionName.optional(),
  namespaced: z.boolean(),
  kind: z.string(),
  shortNames: z.array(z.string()),
  plugin: z.string().optional(),
  followed: z.boolean(),
})
export type CatalogResource = z.infer<typeof catalogResourceSchema>
