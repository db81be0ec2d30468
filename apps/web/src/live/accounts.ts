import { findingSchema, type ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import type { LiveRequest } from '@argus/live-client/live-event'
import { z } from 'zod'

import { CLUSTERS } from './kinds.ts'
import type { ResourceState } from './resource-store.ts'

/** The state of every cluster with what is known of the account there, for those who administer them. */
export const ACCOUNTS: LiveRequest = { ...CLUSTERS, shape: 'object' }

/** What is worth knowing of the account in each cluster; a cluster is missing until its account was asked. */
export function accountFindings(
  state: ResourceState,
): ReadonlyMap<string, readonly ClusterFinding[]> {
  return new Map(
    [...state.clusters].flatMap(([cluster, { rows }]) => {
      const { findings } = told.safeParse(rows.get(`/${cluster}`)?.item.object).data ?? {}
      return findings === undefined ? [] : [[cluster, findings]]
    }),
  )
}

const told = z.object({ findings: z.array(findingSchema).optional() })
