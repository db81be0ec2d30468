import type { Endpoint } from '@argus/contracts/endpoint'
import { openApiDocument, type OpenApiDocument } from '@argus/contracts/openapi'

import { statusOf } from './error-response.ts'

/** The document of calls of this service; its socket is described in docs/protocol.md. */
export const gatewayDocument = (endpoints: readonly Endpoint[]): OpenApiDocument =>
  openApiDocument(endpoints, {
    title: 'Argus: resources',
    description:
      'Reads of what Argus follows, by the same rights and filters as subscriptions on the socket. No call has a body, unknown parameters are refused, and no credential goes into an address. Answers are compressed with brotli or gzip where `Accept-Encoding` takes them, and 304 where `If-None-Match` names what is still so. Every refusal has a `code` that a program may act on and an `error` for a person to read; more codes may be added. Times are in milliseconds since the epoch.',
    version: '1',
    statusOf,
  })
