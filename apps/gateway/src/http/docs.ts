import { docsOf } from '@argus/contracts/docs-page'
import { docsEndpoints } from '@argus/contracts/http/docs'
import { resourcesEndpoints } from '@argus/contracts/http/resources'
import type { Docs } from '@argus/service-kit/docs-routes'

import { gatewayDocument } from './openapi.ts'

/** `GET /api/docs` and `GET /api/docs/openapi.json`: what this service answers over HTTP. */
export function gatewayDocs(): Docs {
  return docsOf(
    gatewayDocument([...Object.values(resourcesEndpoints), ...Object.values(docsEndpoints)]),
  )
}
