import { serviceAccountAccess, type ServiceAccount } from '@argus/informer/service-account'

import { clusterIdOf } from './cluster-id.ts'
import type { ReachedCluster } from './desired-cluster.ts'

/** The cluster that the watcher itself runs in. */
export interface InCluster extends ServiceAccount {
  /** What people call it, chosen by the operator. */
  readonly name: string
}

/** Reached as the service account that the watcher runs as. */
export function inCluster({ name, ...account }: InCluster): ReachedCluster {
  const access = serviceAccountAccess(account)
  const { server } = access
  const described = { id: clusterIdOf(name), name, labels: {}, source: 'in-cluster' } as const
  return { ...described, server, commands: [], way: server, access }
}
