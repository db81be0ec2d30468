import { docsPage, docsPolicy } from '@argus/contracts/docs-page'
import type { Endpoint } from '@argus/contracts/endpoint'
import { docsEndpoints } from '@argus/contracts/http/docs'
import { DOCS_MAX_AGE } from '@argus/service-kit/docs-routes'

import { json } from './call.ts'
import { authDocument } from './openapi.ts'
import { open, type Route } from './route.ts'

/** `GET /api/docs/openapi.json` and `GET /api/docs`: what the routes given answer, and these two. */
export function docs(routes: readonly Route[]): readonly Route[] {
  const endpoints: readonly Endpoint[] = [
    ...routes.map(({ endpoint }) => endpoint),
    ...Object.values(docsEndpoints),
  ]
  const document = authDocument(endpoints)
  const text = docsPage(document)
  return [
    open(docsEndpoints.document, async () => ({ ...json(document), maxAge: DOCS_MAX_AGE })),
    open(docsEndpoints.page, async () => ({
      content: { type: 'text', mediaType: 'text/html', text, policy: docsPolicy },
      maxAge: DOCS_MAX_AGE,
    })),
  ]
}
