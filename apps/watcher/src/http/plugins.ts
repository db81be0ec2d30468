import { allowsEverywhere, touches } from '@argus/access/allows'
import type { PluginsAnswer } from '@argus/contracts/plugin-manifest'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

import type { ClusterRegistry } from '../cluster/registry.ts'
import type { Plugins } from '../plugin/plugins.ts'
import { isPresent } from '../plugin/presence.ts'
import type { Directory } from '../topic/directory.ts'
import type { GuardedHandler } from './guard.ts'

export interface PluginRouteSources {
  readonly plugins: Plugins
  readonly registry: ClusterRegistry
  readonly directory: Directory
}

/**
 * `GET /api/plugins`: which resources are followed, how they are presented, and which clusters have them, for whoever may
 * see any cluster at all.
 */
export function listPlugins({ plugins, registry, directory }: PluginRouteSources): GuardedHandler {
  return ({ grants }, response) => {
    if (!grants.some(({ permissions }) => permissions.length > 0)) {
      throw new Refusal('not_allowed', 'no role gives you anything to see; ask an administrator')
    }
    const { manifests, files, refused } = plugins.current
    const clusters = [...registry.clusters.values()].filter(({ id }) => touches(grants, id))
    const answer: PluginsAnswer = {
      plugins: manifests.map((manifest) => ({
        ...manifest,
        source: files.has(manifest.id) ? 'file' : 'built-in',
        clusters: clusters.map((cluster) => ({
          id: cluster.id,
          present: isPresent(manifest, cluster, directory),
        })),
      })),
      refused: allowsEverywhere(grants, SETTING_UP) ? [...refused] : [],
    }
    response.json(answer)
  }
}

/** What a file is called and what is wrong with it is of no use to others. */
const SETTING_UP = { group: INTERNAL_GROUP, resource: 'plugins', verb: 'get' } as const
