import type { Endpoint } from '@argus/contracts/endpoint'
import { openApiDocument, type OpenApiDocument } from '@argus/contracts/openapi'

import { statusOf } from './error-response.ts'

/** The document of calls of this service. */
export const watcherDocument = (endpoints: readonly Endpoint[]): OpenApiDocument =>
  openApiDocument(endpoints, {
    title: 'Argus: clusters',
    description:
      'Bodies are JSON of at most 64 KiB, and unknown fields are refused. Every refusal has a `code` that a program may act on and an `error` for a person to read, which names the field; more codes may be added. Times are ISO 8601 in UTC.',
    version: '1',
    statusOf,
  })
