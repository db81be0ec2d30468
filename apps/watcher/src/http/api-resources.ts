import { allows, mayListSomewhere, touches } from '@argus/access/allows'
import { apiResourcesEndpoints, type ApiResourcesAnswer } from '@argus/contracts/http/api-resources'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { OfferedResource } from '@argus/informer/offered-resources'

import { UnaskedError } from '../cluster/reach/reach.ts'
import type { Cluster, ClusterRegistry } from '../cluster/registry.ts'
import type { Directory } from '../topic/directory.ts'
import { route, type EndpointRoute } from './endpoint-route.ts'

export interface ApiResourceSources {
  readonly registry: ClusterRegistry
  readonly directory: Directory
}

/** A person waits for the answer. */
const TIMEOUT_MS = 8_000

/** `GET /api/clusters/{id}/api-resources`: what there is beyond what is followed, as its cluster says it now. */
export function apiResourceCalls({
  registry,
  directory,
}: ApiResourceSources): readonly EndpointRoute[] {
  const list = route(
    apiResourcesEndpoints.list,
    async ({ params: { id } }, { principal: { grants } }) => {
      const cluster = registry.clusters.get(id)
      if (cluster === undefined || !touches(grants, id))
        throw new Refusal('not_found', 'there is no such cluster, or you may see nothing of it')
      const asked = {
        cluster: id,
        group: INTERNAL_GROUP,
        resource: 'clusters',
        verb: 'get',
      } as const
      const administers = allows(grants, asked)
      const offered = await ask(cluster)
      const body: ApiResourcesAnswer = {
        resources: offered
          .filter((one) => administers || mayListSomewhere(grants, { ...one, cluster: id }))
          .map((one) => told(one, id, directory)),
      }
      return { body }
    },
  )
  return [list]
}

function told(
  { versions, shortNames, ...offered }: OfferedResource,
  cluster: string,
  directory: Directory,
): ApiResourcesAnswer['resources'][number] {
  const { group, resource } = offered
  const {
    version,
    plugin,
    followed = false,
  } = directory.resource({ cluster, group, resource }) ?? {}
  return {
    ...offered,
    version: version ?? versions[0],
    shortNames: [...shortNames],
    versions: [...versions],
    followed,
    ...(plugin !== undefined && { plugin }),
  }
}

async function ask({ reach, name, signal }: Cluster): Promise<readonly OfferedResource[]> {
  try {
    return await reach.offered(AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    if (!(error instanceof UnaskedError) && !late && !signal.aborted) throw error
    const why = error instanceof Error ? error.message : 'it does not answer'
    throw new Refusal('unavailable', `the cluster "${name}" cannot be asked now: ${why}; try again`)
  }
}
