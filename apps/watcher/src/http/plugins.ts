import { allows, allowsEverywhere, touches } from '@argus/access/allows'
import type { Grant } from '@argus/contracts/grant'
import { pluginsEndpoints } from '@argus/contracts/http/plugins'
import type { PluginsAnswer } from '@argus/contracts/plugin-manifest'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { FleetDatabase } from '@argus/db/fleet'

import type { ClusterRegistry } from '../cluster/registry.ts'
import type { Plugins } from '../plugin/plugins.ts'
import { isPresent } from '../plugin/presence.ts'
import { switchPlugin } from '../plugin/stored-switches.ts'
import type { Directory } from '../topic/directory.ts'
import { forbidden, route, type EndpointRoute } from './endpoint-route.ts'

export interface PluginRouteSources {
  readonly plugins: Plugins
  readonly registry: ClusterRegistry
  readonly directory: Directory
  readonly db: FleetDatabase
  /** Called after a change was committed: every replica is to look. */
  readonly registryChanged: () => void
}

/** Which plugins there are, and which cluster follows which. */
export function pluginCalls(sources: PluginRouteSources): readonly EndpointRoute[] {
  return [list(sources), change(sources)]
}

function list({ plugins, registry, directory }: PluginRouteSources): EndpointRoute {
  return route(pluginsEndpoints.list, (_, { principal: { grants } }) => {
    if (!grants.some(({ permissions }) => permissions.length > 0)) {
      throw new Refusal('not_allowed', 'no role gives you anything to see; ask an administrator')
    }
    const { manifests, files, refused } = plugins.current
    const clusters = [...registry.clusters.values()].filter(({ id }) => touches(grants, id))
    const body: PluginsAnswer = {
      plugins: manifests.map((manifest) => ({
        ...manifest,
        source: files.has(manifest.id) ? 'file' : 'built-in',
        clusters: clusters.map((cluster) => ({
          id: cluster.id,
          present: isPresent(manifest, cluster, directory),
          enabled: plugins.isFollowed({ cluster: cluster.id, plugin: manifest.id }),
        })),
      })),
      refused: allowsEverywhere(grants, { ...PLUGINS, verb: 'get' }) ? [...refused] : [],
    }
    return { body }
  })
}

function change({ plugins, registry, db, registryChanged }: PluginRouteSources): EndpointRoute {
  return route(pluginsEndpoints.switch, async ({ params, body: { enabled } }, caller) => {
    const { principal, ip, requestId } = caller
    const { id: cluster, plugin } = params
    admitTo(principal.grants, cluster)
    if (!registry.clusters.has(cluster)) throw unknownCluster()
    if (!plugins.current.manifests.some(({ id }) => id === plugin))
      throw new Refusal('not_found', `there is no plugin "${plugin}"`)
    const { userId, email, sessionId } = principal
    const actor = { userId, email, sessionId, ip, requestId }
    await switchPlugin({ cluster, plugin, enabled }, { db, actor })
    registryChanged()
    return { body: { enabled } }
  })
}

const PLUGINS = { group: INTERNAL_GROUP, resource: 'plugins' } as const

/** A cluster that the caller may know nothing of is answered like one that there is none of. */
function admitTo(grants: readonly Grant[], cluster: string): void {
  if (!touches(grants, cluster)) throw unknownCluster()
  if (!allows(grants, { ...PLUGINS, cluster, verb: 'update' })) throw forbidden('update', 'plugins')
}

const unknownCluster = (): Refusal =>
  new Refusal('not_found', 'there is no such cluster, or you may see nothing of it')
