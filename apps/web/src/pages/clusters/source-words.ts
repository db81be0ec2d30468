import type { ClusterSource } from '@argus/contracts/http/clusters'

/** Who says that there is a cluster, and how it is taken away where that is not done here. */
export const SOURCES: Readonly<
  Record<ClusterSource, { readonly name: string; readonly removal?: string }>
> = {
  registry: { name: 'Added here' },
  agent: { name: 'Added here, by an agent' },
  kubeconfig: {
    name: 'Kubeconfig file',
    removal:
      'It comes from the kubeconfig file of the watcher, so it is not removed here: take its context out of that file.',
  },
  secret: {
    name: 'Mounted Secret',
    removal:
      'It comes from a Secret that is mounted into the watcher, so it is not removed here: delete that Secret.',
  },
  'in-cluster': {
    name: 'Where Argus runs',
    removal:
      'Argus itself runs in it, so it is not removed here: unset ARGUS_IN_CLUSTER_NAME of the watcher.',
  },
}
