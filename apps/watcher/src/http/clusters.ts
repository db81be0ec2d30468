import { touches } from '@argus/access/allows'
import type { ClustersAnswer } from '@argus/contracts/http/clusters'

import type { ClusterRegistry } from '../cluster/registry.ts'
import type { Directory } from '../topic/directory.ts'
import type { GuardedHandler } from './guard.ts'

/** `GET /api/clusters`: the clusters that any grant of the reader reaches into, by name. */
export function listClusters({ registry, directory }: ClusterSources): GuardedHandler {
  return ({ grants }, response) => {
    const clusters = [...registry.clusters.values()]
      .filter(({ id }) => touches(grants, id))
      .map(({ id, name, labels, source }) => {
        const { state = 'syncing' } = directory.catalog.clusters.get(id) ?? {}
        return { id, name, labels: { ...labels }, state, source }
      })
      .toSorted((a, b) => a.name.localeCompare(b.name))
    const answer: ClustersAnswer = { clusters }
    response.json(answer)
  }
}

export interface ClusterSources {
  readonly registry: ClusterRegistry
  readonly directory: Directory
}
