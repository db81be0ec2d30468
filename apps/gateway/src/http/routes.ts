import { Refusal } from '@argus/contracts/refusal-code'
import { addDocs } from '@argus/service-kit/docs-routes'
import type { Express } from 'express'

import { gatewayDocs } from './docs.ts'
import { errorResponse, respond } from './error-response.ts'
import { addResources, type ResourceRoutes } from './resources.ts'
import { NOTHING_IN_THE_ADDRESS, SOCKET_PATH } from './upgrade.ts'

export interface RouteParts extends ResourceRoutes {
  /** Told of what is a fault of ours. */
  readonly failed: (error: unknown) => void
}

/** What this service answers beside its probes: reads, their description, where the socket is, and that there is nothing else. */
export function addRoutes(app: Express, parts: RouteParts): void {
  addResources(app, parts)
  addDocs(app, gatewayDocs())
  app.get(SOCKET_PATH, (request, response) => {
    if (request.url.includes('?')) {
      respond(response, new Refusal('invalid_request', NOTHING_IN_THE_ADDRESS))
      return
    }
    response.status(426).set({ Connection: 'Upgrade', Upgrade: 'websocket' }).json({
      error: 'This is the address of a WebSocket: ask for an upgrade.',
      code: 'invalid_request',
    })
  })
  app.use((_, response) => respond(response, new Refusal('not_found', 'There is nothing here.')))
  app.use(errorResponse(parts.failed))
}
