import type { Endpoint } from '@argus/contracts/endpoint'
import { openApiDocument, type OpenApiDocument } from '@argus/contracts/openapi'

import { statusOf } from './error-response.ts'

/** The document of calls of this service, whoever writes it down: the service itself, or the generated page in docs/. */
export const authDocument = (endpoints: readonly Endpoint[]): OpenApiDocument =>
  openApiDocument(endpoints, {
    title: 'Argus: logins, users and rights',
    description:
      'Bodies are JSON of at most 64 KiB, and unknown fields are refused. Every refusal has a `code` that a program may act on and an `error` for a person to read; more codes may be added. Times are ISO 8601 in UTC. What is too long to be read at all (more than 16 KiB of address and headers) gets 431 and no body.',
    version: '1',
    statusOf,
  })
