import type { ClusterSource } from '@argus/contracts/http/clusters'
import type { WatchObject } from '@argus/contracts/internal-topic'

import { SECRETS_CLOSED } from '@argus/projection/secrecy'

/**
 * What somebody who wants a resource to be live may do about it, in a cluster of this source; `undefined` where it is
 * live.
 */
export function adviceOn(
  { state, reason, group, resource }: WatchObject,
  source: ClusterSource,
): string | undefined {
  const name = `${resource}.${group}`
  switch (state) {
    case 'live':
      return undefined
    case 'syncing':
      return 'Nothing to do: it is shown as soon as its first list is complete.'
    case 'stale':
      return 'What is shown is the copy from before. The cluster is asked again by itself; if this lasts, look at the load of its API server.'
    case 'absent':
      return `Nothing is wrong unless you expect it: install what brings the definition of ${name}, and it is followed within a minute.`
    case 'forbidden':
      if (reason === SECRETS_CLOSED)
        return 'Ask the operator of Argus, should you need to see which Secrets there are.'
      return `Let the account that ${source === 'agent' ? 'the agent' : 'Argus'} has in this cluster get, list and watch ${name}; it is asked for again within a minute.`
    case 'unreachable':
      if (source === 'agent')
        return 'Look at the Pod of argus-agent in the cluster: its readiness and its log say what it meets, the console or the API server. It dials again by itself.'
      return 'Check the address, the certificate and the credential of the cluster, and that the network lets the watcher through; it is tried again by itself.'
  }
}
