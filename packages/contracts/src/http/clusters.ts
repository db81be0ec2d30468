import { z } from 'zod'

import { clusterId } from '../topic.ts'
import { clusterState } from '../catalog.ts'

/** `GET /api/clusters`: the clusters the reader has any grant for. */
export const clustersAnswerSchema = z.object({
  clusters: z.array(
    z.object({
      id: clusterId,
      name: z.string(),
      labels: z.record(z.string(), z.string()),
      source: z.enum(['kubeconfig', 'registry', 'in-cluster']),
      state: clusterState,
    }),
  ),
})
export type ClustersAnswer = z.infer<typeof clustersAnswerSchema>
