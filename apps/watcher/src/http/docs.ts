import { docsOf } from '@argus/contracts/docs-page'
import { agentsEndpoints } from '@argus/contracts/http/agents'
import { apiResourcesEndpoints } from '@argus/contracts/http/api-resources'
import { clustersEndpoints } from '@argus/contracts/http/clusters'
import { docsEndpoints } from '@argus/contracts/http/docs'
import { pluginsEndpoints } from '@argus/contracts/http/plugins'
import type { Docs } from '@argus/service-kit/docs-routes'

import { watcherDocument } from './openapi.ts'

/** `GET /api/docs` and `GET /api/docs/openapi.json`: what this service answers over HTTP. */
export function watcherDocs(): Docs {
  return docsOf(
    watcherDocument([
      ...Object.values(agentsEndpoints),
      ...Object.values(apiResourcesEndpoints),
      ...Object.values(clustersEndpoints),
      ...Object.values(pluginsEndpoints),
      ...Object.values(docsEndpoints),
    ]),
  )
}
