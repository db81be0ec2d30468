import type { Endpoint } from '@argus/contracts/endpoint'
import { docsEndpoints } from '@argus/contracts/http/docs'

import { json } from './call.ts'
import { docsPage, docsPolicy } from './docs-page.ts'
import { authDocument } from './openapi.ts'
import { open, type Route } from './route.ts'

/** How long a copy of either may be used, in seconds: they change with the version of the service only. */
const MAX_AGE = 300

/** `GET /api/docs/openapi.json` and `GET /api/docs`: what the routes given answer, and these two. */
export function docs(routes: readonly Route[]): readonly Route[] {
  const endpoints: readonly Endpoint[] = [
    ...routes.map(({ endpoint }) => endpoint),
    ...Object.values(docsEndpoints),
  ]
  const document = authDocument(endpoints)
  const text = docsPage(document)
  return [
    open(docsEndpoints.document, async () => ({ ...json(document), maxAge: MAX_AGE })),
    open(docsEndpoints.page, async () => ({
      content: { type: 'text', mediaType: 'text/html', text, policy: docsPolicy },
      maxAge: MAX_AGE,
    })),
  ]
}
