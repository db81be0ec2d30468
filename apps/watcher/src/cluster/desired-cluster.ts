import type { ClusterSource } from '@argus/contracts/http/clusters'
import type { KubeconfigContext } from '@argus/informer/credential'

/** A cluster that there should be, and how to reach it: what every source of clusters yields. */
export type DesiredCluster = ReachedCluster | AgentCluster

interface DescribedCluster {
  readonly id: string
  /** For people. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** What is executed on this machine to get its credential. */
  readonly commands: readonly string[]
  /**
   * Differs when the cluster is to be reached in another way than before, which starts its informers anew. What a
   * credential source reads again by itself is not in it, and no secret can be read from it.
   */
  readonly way: string
}

/** One whose API server the watcher reaches. */
export interface ReachedCluster extends DescribedCluster {
  readonly source: Exclude<ClusterSource, 'agent'>
  readonly server: string
  readonly access: KubeconfigContext['access']
}

/** One whose agent dials in. */
interface AgentCluster extends DescribedCluster {
  readonly source: 'agent'
  readonly server: ''
}

/** What every agent's cluster has in common. */
export const BY_AGENT = {
  source: 'agent',
  server: '',
  commands: [],
  way: 'its agent dials in',
} as const
