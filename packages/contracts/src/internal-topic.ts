import { z } from 'zod'

import { clusterState } from './catalog.ts'
import { findingSchema } from './cluster-diagnosis.ts'
import { INTERNAL_GROUP, type Topic } from './topic.ts'
import { topicState } from './topic-status.ts'

/** The Topic that holds one object: the state of the cluster itself. Its Key is `/<cluster>`. */
export const clusterTopic = (cluster: string): Topic => internal(cluster, 'clusters')

/** The Topic that holds one object for each followed resource. Its Keys are `/<group>.<resource>`. */
export const watchesTopic = (cluster: string): Topic => internal(cluster, 'watches')

function internal(cluster: string, resource: string): Topic {
  return { cluster, group: INTERNAL_GROUP, version: 'v1', resource }
}

/** What is known of a cluster. Times are milliseconds since the epoch. */
export const clusterObjectSchema = z.object({
  name: z.string(),
  state: clusterState,
  since: z.number(),
  reason: z.string().optional(),
  version: z.string().optional(),
  kinds: z.object({ live: z.int(), followed: z.int() }),
  objects: z.int(),
  /** What is worth knowing of the account that Argus has there; missing until it was asked. */
  findings: z.array(findingSchema).optional(),
})
export type ClusterObject = z.infer<typeof clusterObjectSchema>

/** What is known of one followed resource. `lag` in milliseconds, from API server to topic log. */
export const watchObjectSchema = z.object({
  group: z.string(),
  version: z.string().optional(),
  resource: z.string(),
  kind: z.string(),
  plugin: z.string().optional(),
  state: topicState,
  since: z.number(),
  reason: z.string().optional(),
  objects: z.int(),
  lag: z.number().optional(),
  relists: z.int(),
  replica: z.string().optional(),
})
export type WatchObject = z.infer<typeof watchObjectSchema>

/** The columns of the two internal kinds; the cells of their rows follow this order. */
export const CLUSTER_COLUMNS = [
  { name: 'State', type: 'string', priority: 0 },
  { name: 'Version', type: 'string', priority: 0 },
  { name: 'Kinds live', type: 'integer', priority: 0 },
  { name: 'Kinds followed', type: 'integer', priority: 0 },
  { name: 'Objects', type: 'integer', priority: 0 },
  { name: 'Since', type: 'date', priority: 0 },
] as const
export const WATCH_COLUMNS = [
  { name: 'Kind', type: 'string', priority: 0 },
  { name: 'State', type: 'string', priority: 0 },
  { name: 'Since', type: 'date', priority: 0 },
  { name: 'Objects', type: 'integer', priority: 0 },
  { name: 'Lag', type: 'integer', format: 'milliseconds', priority: 0 },
  { name: 'Relists', type: 'integer', priority: 1 },
  { name: 'Replica', type: 'string', priority: 1 },
] as const
