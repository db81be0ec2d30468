import { mayListSomewhere, touches } from '@argus/access/allows'
import type { WatchesAnswer } from '@argus/contracts/http/watches'
import { Refusal } from '@argus/contracts/refusal-code'

import type { Clock } from '../clock.ts'
import type { ClusterRegistry } from '../cluster/registry.ts'
import type { Plugins } from '../plugin/plugins.ts'
import type { Directory } from '../topic/directory.ts'
import { adviceOn } from '../topic/report/advice.ts'
import { readWatches, type WatchSources } from '../topic/report/read-watches.ts'
import { wantedResources } from '../topic/wanted.ts'
import type { GuardedHandler } from './guard.ts'

export interface WatchRouteSources extends WatchSources {
  readonly registry: ClusterRegistry
  readonly directory: Directory
  readonly plugins: Plugins
  readonly clock: Clock
}

/**
 * `GET /api/clusters/{id}/watches`: how following each resource of a cluster goes, for the kinds that the reader may
 * list somewhere in it. A cluster that the reader may know nothing of is answered like one that there is none of.
 */
export function listWatches({
  registry,
  plugins,
  clock,
  ...sources
}: WatchRouteSources): GuardedHandler {
  return async ({ grants }, response) => {
    const cluster = registry.clusters.get(String(response.req.params['id']))
    if (cluster === undefined || !touches(grants, cluster.id)) {
      throw new Refusal('not_found', 'there is no such cluster, or you may see nothing of it')
    }
    const wanted = wantedResources(cluster, { plugins, ...sources }).filter(({ ref }) =>
      mayListSomewhere(grants, ref),
    )
    const watches = await readWatches(wanted, sources, clock.now())
    const answer: WatchesAnswer = {
      watches: watches.map((watch) => {
        const advice = adviceOn(watch, cluster.source)
        return advice === undefined ? watch : { ...watch, advice }
      }),
    }
    response.json(answer)
  }
}
