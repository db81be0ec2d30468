import { ApiError, ConnectionError, StreamError } from '@argus/informer/api-error'
import { openApiServer } from '@argus/informer/api-server'
import type { ClusterAccess } from '@argus/informer/cluster-access'
import { followDefinitions } from '@argus/informer/definitions'
import { discover } from '@argus/informer/discovery'
import { runInformer } from '@argus/informer/informer'
import { offeredResources } from '@argus/informer/offered-resources'
import type { Resolve } from '@argus/informer/resolve'
import { serverVersion } from '@argus/informer/server-version'
import type { Projection } from '@argus/projection/project'
import { topicProjector } from '@argus/projection/topic-projector'

import { checkCluster } from '../check/check-cluster.ts'
import { reviewAccount } from '../check/review-account.ts'
import { UnaskedError, type Reach } from './reach.ts'

/** The way to an API server that the watcher reaches itself. `resolve` judges where the connection leads. */
export function apiReach(access: ClusterAccess, resolve: Resolve): Reach {
  const api = openApiServer(access, { userAgent: 'argus-watcher', resolve })
  return {
    discover: (name, signal) => discover(api, name, signal),
    async offered(signal) {
      try {
        return await offeredResources(api, signal)
      } catch (error) {
        const fault =
          error instanceof ApiError ||
          error instanceof ConnectionError ||
          error instanceof StreamError
        if (!fault) throw error
        throw new UnaskedError(error.message, { cause: error })
      }
    },
    version: (signal) => serverVersion(api, signal),
    findings: (signal) => reviewAccount(api, signal),
    check: (signal) => checkCluster(access, { resolve, signal }),
    definitions: (options) => followDefinitions(api, options),
    follow: (request) =>
      runInformer<Projection>({
        ...request,
        api,
        resource: request,
        project: topicProjector(request),
      }),
    onBack: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}
