import { readArgoCluster } from '../given/read-argo-cluster.ts'
import type { Given } from '../given/read-connection.ts'
import { readKubeconfig } from '../given/read-kubeconfig.ts'
import type { SecretKeys } from './secret-folder.ts'

/** The cluster that a Secret describes: its name for people, and how it is reached or why not. */
export interface SecretCluster {
  readonly name: string
  readonly given: Given
}

/**
 * Reads a Secret by the keys that it has: `value` is a kubeconfig as Cluster API writes it
 * (https://cluster-api.sigs.k8s.io/developer/core/controllers/cluster#secrets), `server` and `config` are of Argo CD.
 */
export function readSecretCluster(folder: string, keys: SecretKeys): SecretCluster {
  const value = keys.get('value')
  if (value !== undefined) {
    return { name: folder.replace(/(?<=.)-kubeconfig$/, ''), given: readKubeconfig(value) }
  }
  if (keys.has('server') || keys.has('config')) {
    return { name: keys.get('name')?.trim() || folder, given: readArgoCluster(keys) }
  }
  const why =
    'is missing, and so are `server` and `config`: a Secret of Cluster API has the first, one of Argo CD the others'
  return { name: folder, given: { type: 'refused', refusals: [{ field: 'value', why }] } }
}
