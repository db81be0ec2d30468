import { allows, touches, type AskedVerb } from '@argus/access/allows'
import type { Grant } from '@argus/contracts/grant'
import {
  clustersEndpoints,
  type ClusterAnswer,
  type ClustersAnswer,
  type ClusterSource,
  type CreatedAnswer,
} from '@argus/contracts/http/clusters'
import type { TopicLogWriter, UplinkNews } from '@argus/bus/publish'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { FleetDatabase } from '@argus/db/fleet'
import type { Seals } from '@argus/db/seal'
import type { Resolve } from '@argus/informer/resolve'

import type { Clock } from '../clock.ts'
import {
  changeCluster,
  forgetCluster,
  registerAgentCluster,
  registerCluster,
} from '../cluster/change-cluster.ts'
import type { Cluster, ClusterRegistry } from '../cluster/registry.ts'
import { storedCluster, type StoredCluster } from '../cluster/stored-clusters.ts'
import { takeConnection } from '../cluster/take-connection.ts'
import type { Directory } from '../topic/directory.ts'
import { agentAnswer } from './agent-answer.ts'
import { actorOf, forbidden, route, type EndpointRoute } from './endpoint-route.ts'

export interface ClusterSources {
  readonly registry: ClusterRegistry
  readonly directory: Directory
  readonly db: FleetDatabase
  readonly seals: Seals
  readonly clock: Clock
  /** The lines of agents, by cluster, whichever replica holds them. */
  readonly replicas: { readonly uplinks: ReadonlyMap<string, UplinkNews> }
  readonly log: Pick<TopicLogWriter, 'readMeta'>
  /** Judges where connections lead. */
  readonly guard: Resolve
  /** Called after a change was committed: every replica is to look. */
  readonly registryChanged: () => void
}

/** `/api/clusters`: which clusters there are. Those of other sources than the registry are shown, and not changed. */
export function clusterCalls(sources: ClusterSources): readonly EndpointRoute[] {
  return [list(sources), get(sources), create(sources), change(sources), remove(sources)]
}

function list({ registry, directory, replicas }: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.list, (_, { principal: { grants } }) => {
    const clusters = [...registry.clusters.values()]
      .filter(({ id }) => touches(grants, id))
      .map(({ id, name, labels, source }) => {
        const listed = { id, name, labels: { ...labels }, source, state: stateOf(id, directory) }
        if (source !== 'agent') return listed
        return { ...listed, agent: { connected: replicas.uplinks.get(id)?.connected ?? false } }
      })
      .toSorted((a, b) => a.name.localeCompare(b.name))
    const body: ClustersAnswer = { clusters }
    return { body }
  })
}

function get(sources: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.get, async ({ params: { id } }, { principal }) => {
    admitTo(principal.grants, id, 'get')
    const followed = sources.registry.clusters.get(id)
    if (followed !== undefined && !OF_CALLS.has(followed.source)) {
      return { body: followedAnswer(followed, sources) }
    }
    const stored = await storedCluster(sources.db, id)
    if (stored === undefined) throw unknown()
    return { body: await storedAnswer(stored, sources) }
  })
}

function create(sources: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.create, async ({ body }, caller) => {
    if (!permits(caller.principal.grants, body.id, 'create')) throw forbidden('create')
    refuseOthers(body.id, sources)
    const { id, name = id, labels } = body
    const described = { id, name, labels }
    const options = { ...sources, actor: actorOf(caller) }
    if (body.agent) {
      const now = sources.clock.now()
      const { stored, made } = await registerAgentCluster(described, { ...options, now })
      sources.registryChanged()
      const answer: CreatedAnswer = {
        ...(await storedAnswer(stored, sources)),
        registration: { token: made.token, expiresAt: made.expiresAt.toISOString() },
      }
      return { status: 201, body: answer }
    }
    const connection = await takeConnection(body, sources.guard)
    if (connection === undefined) throw new Error('the contract lets none pass without one')
    const made = await registerCluster({ ...described, connection }, options)
    sources.registryChanged()
    return { status: 201, body: await storedAnswer(made, sources) }
  })
}

function change(sources: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.change, async ({ params: { id }, body }, caller) => {
    admitTo(caller.principal.grants, id, 'update')
    refuseOthers(id, sources)
    const { version, name, labels } = body
    const connection = await takeConnection(body, sources.guard)
    const seen = { id, version, name, labels, connection }
    const changed = await changeCluster(seen, { ...sources, actor: actorOf(caller) })
    sources.registryChanged()
    return { body: await storedAnswer(changed, sources) }
  })
}

function remove(sources: ClusterSources): EndpointRoute {
  return route(clustersEndpoints.delete, async ({ params: { id }, query }, caller) => {
    admitTo(caller.principal.grants, id, 'delete')
    refuseOthers(id, sources)
    await forgetCluster({ id, ...query }, { ...sources, actor: actorOf(caller) })
    sources.registryChanged()
    return { status: 204 }
  })
}

/** A cluster that the caller may know nothing of is answered like one that there is none of. */
export function admitTo(grants: readonly Grant[], id: string, verb: AskedVerb): void {
  if (!touches(grants, id)) throw unknown()
  if (!permits(grants, id, verb)) throw forbidden(verb)
}

function permits(grants: readonly Grant[], cluster: string, verb: AskedVerb): boolean {
  return allows(grants, { cluster, group: INTERNAL_GROUP, resource: 'clusters', verb })
}

export const unknown = (): Refusal =>
  new Refusal('not_found', 'there is no such cluster, or you may see nothing of it')

/** What an operator's own files say is changed there. */
function refuseOthers(id: string, { registry }: ClusterSources): void {
  const source = registry.clusters.get(id)?.source ?? 'registry'
  if (source === 'registry' || source === 'agent') return
  throw new Refusal(
    'conflict',
    `the cluster "${id}" comes from ${PLACES[source]}; it is changed there and not by calls`,
  )
}

const OF_CALLS: ReadonlySet<ClusterSource> = new Set(['registry', 'agent'])

const PLACES = {
  kubeconfig: 'the kubeconfig file of the watcher',
  secret: 'a Secret that is mounted into the watcher',
  'in-cluster': 'the service account that the watcher runs as',
} as const

async function storedAnswer(
  stored: StoredCluster,
  sources: ClusterSources,
): Promise<ClusterAnswer> {
  const { directory } = sources
  const { id, name, labels, source, server, credential, version, createdAt, updatedAt } = stored
  return {
    id,
    name,
    labels: { ...labels },
    source,
    state: stateOf(id, directory),
    server,
    ...(source === 'agent' && { agent: await agentAnswer(id, sources) }),
    credential,
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

function followedAnswer(
  { id, name, labels, source, server }: Cluster,
  { directory }: ClusterSources,
): ClusterAnswer {
  const state = stateOf(id, directory)
  const changes = { version: null, createdAt: null, updatedAt: null }
  const described = { id, name, labels: { ...labels }, source, state, server }
  return { ...described, credential: 'elsewhere', ...changes }
}

const stateOf = (id: string, directory: Directory): ClusterAnswer['state'] =>
  directory.cluster(id)?.state ?? 'syncing'
