import { Refusal } from '@argus/contracts/refusal-code'
import type { ClientAddress } from '@argus/service-kit/client-address'
import { addDocs } from '@argus/service-kit/docs-routes'
import type { Express } from 'express'

import type { Events } from '../events.ts'
import { agentsEndpoints } from '@argus/contracts/http/agents'

import { agentCalls, register, type AgentSources } from './agents.ts'
import { apiResourceCalls } from './api-resources.ts'
import { checkCalls } from './check-clusters.ts'
import { clusterCalls, type ClusterSources } from './clusters.ts'
import { watcherDocs } from './docs.ts'
import { addEndpoints } from './endpoint-route.ts'
import { errorResponse } from './error-response.ts'
import { guarded, type GuardOptions } from './guard.ts'
import { pluginCalls, type PluginRouteSources } from './plugins.ts'
import { listWatches, type WatchRouteSources } from './watches.ts'

export interface RouteOptions
  extends GuardOptions, ClusterSources, PluginRouteSources, WatchRouteSources, AgentSources {
  readonly events: Events
  readonly address: ClientAddress
}

/** Every call, a line each. */
export function addRoutes(app: Express, options: RouteOptions): void {
  addEndpoints(app, [...clusterCalls(options), ...checkCalls(options)], options)
  addEndpoints(app, agentCalls(options), options)
  app.post(agentsEndpoints.register.path, register(options))
  addEndpoints(app, apiResourceCalls(options), options)
  addEndpoints(app, pluginCalls(options), options)
  app.get('/api/clusters/:id/watches', guarded(options, listWatches(options)))
  addDocs(app, watcherDocs())
  app.use(() => {
    throw new Refusal('not_found', 'there is no such call')
  })
  app.use(errorResponse(options.events))
}
