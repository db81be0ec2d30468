import { clustersEndpoints } from '@argus/contracts/http/clusters'

import { checkCluster } from '../cluster/check/check-cluster.ts'
import { wayOf } from '../cluster/sealed-connection.ts'
import { readGiven } from '../cluster/take-connection.ts'
import { admitTo, type ClusterSources, unknown } from './clusters.ts'
import { route, type EndpointRoute } from './endpoint-route.ts'

/** Whether a cluster can be reached, said in words: one that is followed, or one that somebody is about to register. */
export function checkCalls(sources: ClusterSources): readonly EndpointRoute[] {
  return [check(sources), tryOut(sources)]
}

function check({ registry }: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.check, async ({ params: { id } }, { principal }) => {
    admitTo(principal.grants, id, 'get')
    const cluster = registry.clusters.get(id)
    if (cluster === undefined) throw unknown()
    return { body: await cluster.reach.check(cluster.signal) }
  })
}

function tryOut({ guard }: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.try, async ({ body }) => {
    const connection = readGiven(body)
    if (connection === undefined) throw new Error('the contract lets none pass without one')
    // Nobody ends it: it ends by itself within seconds.
    const { signal } = new AbortController()
    return { body: await checkCluster(wayOf(connection).access, { resolve: guard, signal }) }
  })
}
