import type { PluginResource } from '@argus/contracts/plugin-manifest'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { startRealApiServer } from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'

import { type Endpoint, MERGE_PATCH, openApiClient } from '../cluster/api-client.ts'
import { CRDS } from '../cluster/things.ts'
import { definitionOf, objectOf, VERSION } from '../fleet/kinds.ts'

/** A cluster whose objects of a few kinds can be changed. */
export interface WrittenCluster extends AsyncDisposable, Endpoint {
  readonly name: string
  /** Changes an object of a kind, `turn` of its spec; resolves when the API server has taken it. */
  write(kind: PluginResource, object: number, turn: number): Promise<void>
}

/** So many objects there are of each kind. */
export const OBJECTS = 200

/** Changes that the API server has not answered; beyond these they wait their turn, and are late. */
const AT_ONCE = 32

/** kube-apiserver and etcd; each change is a merge patch, as a person or a controller would send it. */
export async function startReal(kinds: readonly PluginResource[]): Promise<WrittenCluster> {
  await using made = new AsyncDisposableStack()
  const { url, caData, token } = made.use(await startRealApiServer({ name: CLUSTER }))
  const client = made.use(openApiClient({ url, caData, token }, AT_ONCE))
  const make = (path: string, body: object) => client.tell({ method: 'POST', path, body })
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }
  await make('/api/v1/namespaces', namespace)
  for (const kind of kinds) {
    await make(CRDS, definitionOf(kind, ['Turn']))
    const fill = async (): Promise<boolean> => {
      await make(pathOf(kind), objectOf(kind, nameOf(0), 0))
      return true
    }
    await until(fill, { what: `${kind.resource} to be served` })
    for (let at = 1; at < OBJECTS; at += 1) await make(pathOf(kind), objectOf(kind, nameOf(at), 0))
  }
  const kept = made.move()
  return {
    name: CLUSTER,
    url,
    caData,
    token,
    async write(kind, object, turn) {
      const path = `${pathOf(kind)}/${nameOf(object)}`
      await client.tell({ method: 'PATCH', type: MERGE_PATCH, path, body: { spec: { turn } } })
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** The simulated API server, in this process: a change costs next to nothing, so many more can be made. */
export async function startSimulated(kinds: readonly PluginResource[]): Promise<WrittenCluster> {
  const server = await startFakeApiServer({ name: CLUSTER, historySize: 10_000 })
  for (const kind of kinds) {
    server.store.defineCrd(definitionOf(kind, ['Turn']))
    for (let at = 0; at < OBJECTS; at += 1) server.store.apply(objectOf(kind, nameOf(at), 0))
  }
  return {
    name: CLUSTER,
    url: server.url,
    caData: server.caData,
    token: server.token,
    async write(kind, object, turn) {
      server.store.apply(objectOf(kind, nameOf(object), turn))
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Where the objects of a kind are listed and watched. */
export function pathOf({ group, resource }: PluginResource): string {
  return `/apis/${group}/${VERSION}/namespaces/${NAMESPACE}/${resource}`
}

const CLUSTER = 'bench'
const NAMESPACE = 'bench'

function nameOf(object: number): string {
  return `object-${String(object).padStart(3, '0')}`
}
