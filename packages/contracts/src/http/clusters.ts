import { z } from 'zod'

import { clusterId } from '../topic.ts'
import { clusterState } from '../catalog.ts'

/**
 * Who says that there is a cluster: a call to the registry, the kubeconfig file of the watcher, a mounted Secret, or the
 * service account that the watcher runs as. Only those of the registry are changed by calls.
 */
export const clusterSource = z.enum(['registry', 'kubeconfig', 'secret', 'in-cluster'])
export type ClusterSource = z.infer<typeof clusterSource>

/** `GET /api/clusters`: the clusters the reader has any grant for. */
export const clustersAnswerSchema = z.object({
  clusters: z.array(
    z.object({
      id: clusterId,
      name: z.string(),
      labels: z.record(z.string(), z.string()),
      source: clusterSource,
      state: clusterState,
    }),
  ),
})
export type ClustersAnswer = z.infer<typeof clustersAnswerSchema>
