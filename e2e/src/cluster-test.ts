/**
 * `make cluster-test`: the chart in a real cluster. Installs it, has it follow that very cluster, smokes it through port-forwards,
 * scales the gateway out and in, upgrades and rolls back in a stream of changes, uninstalls. Ends with 0 where all of it held,
 * 2 where no cluster is named.
 */
import { clusterTest } from './cluster/cluster-test.ts'

/** No other context of the kubeconfig is touched: what is there may be somebody's. */
const context = process.env['ARGUS_CLUSTER_CONTEXT'] ?? ''
const load = process.env['ARGUS_CLUSTER_LOAD'] ?? ''
if (context === '') {
  console.error(
    'ARGUS_CLUSTER_CONTEXT names no context of the kubeconfig. Name a cluster that is there for tests, such as one of kind: Argus is installed in it, and taken away.',
  )
  process.exit(2)
}
process.exit(await clusterTest({ context, load, tell: (line) => console.log(line) }))
