import type { ClusterSource } from '@argus/contracts/http/clusters'
import type { KubeconfigContext } from '@argus/informer/credential'

/** A cluster that there should be, and how to reach it: what every source of clusters yields. */
export interface DesiredCluster {
  readonly id: string
  /** For people. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly source: ClusterSource
  readonly server: string
  /** What is executed on this machine to get its credential. */
  readonly commands: readonly string[]
  /**
   * Differs when the cluster is to be reached in another way than before, which starts its informers anew. What a
   * credential source reads again by itself is not in it, and no secret can be read from it.
   */
  readonly way: string
  readonly access: KubeconfigContext['access']
}
