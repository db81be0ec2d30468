import { CORE_GROUP } from '@argus/contracts/topic'
import { ApiError } from './api-server/api-error.ts'
import type { ApiServer } from './api-server/api-server.ts'
import {
  type ServedResource,
  aggregatedResources,
  groupVersions,
  resourcesOfVersion,
} from './discovery-document.ts'

/**
 * What a cluster serves: of one group (the core group is the empty string, or `core`), or of all of them.
 * In one document where the server can do that, else in one for each group version.
 */
export async function servedResources(
  api: ApiServer,
  signal: AbortSignal,
  group?: string,
): Promise<readonly ServedResource[]> {
  const core = group === CORE_GROUP || group === ''
  const roots = core ? ['/api'] : group === undefined ? ['/api', '/apis'] : ['/apis']
  const found = await Promise.all(roots.map((root) => servedUnder(api, root, signal)))
  const wanted = core ? '' : group
  return found.flat().filter((served) => wanted === undefined || served.group === wanted)
}

/** The aggregated document, with the plain one for servers that do not know it (before 1.26). */
const ACCEPT = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',')

async function servedUnder(
  api: ApiServer,
  root: string,
  signal: AbortSignal,
): Promise<readonly ServedResource[]> {
  const document = await api.get(root, { accept: ACCEPT, signal })
  const aggregated = aggregatedResources(document)
  if (aggregated) return aggregated
  const documents = groupVersions(document).map(async ({ group, version }) => {
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
    return resourcesOfVersion(await versionDocument(api, path, signal), { group, version })
  })
  return (await Promise.all(documents)).flat()
}

/** A version whose extension server does not answer must not hide all the others. */
async function versionDocument(
  api: ApiServer,
  path: string,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await api.get(path, { signal })
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status >= 500)) return {}
    throw error
  }
}
