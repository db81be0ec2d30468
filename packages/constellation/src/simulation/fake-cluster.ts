import type { ClusterState } from '@argus/fake-api-server/cluster-state'

import type { SimulatedCluster } from './simulated-cluster.ts'

/** A cluster of the fake API server, whose objects other people may delete as well. */
export function fakeCluster(state: ClusterState): SimulatedCluster {
  return {
    defineCrd: (crd) => state.defineCrd(crd),
    apply: (object) => state.apply(object),
    delete(ref) {
      const { group, resource, namespace = '', name } = ref
      const there = state.objects.get(`${group}/${resource}`, `${namespace}/${name}`)
      if (there) state.delete(ref)
    },
  }
}
