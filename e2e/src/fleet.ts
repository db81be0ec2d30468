import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import {
  findApiServerAssets,
  type RealApiServer,
  startRealApiServer,
} from '@argus/testkit/real-api-server'

import { definitionOf, IP_POOLS, PROMETHEUS_RULES, SERVICE_MONITORS } from './kind.ts'
import { startAll } from './start-all.ts'

/** A cluster with a real API server, and its name. */
export interface RealCluster extends Pick<RealApiServer, 'url' | 'caData' | 'token'> {
  readonly name: string
}

/** One that runs here. Restarted, its API server has the same data at the same address. */
export interface RunningCluster extends RealCluster, Pick<RealApiServer, 'restart'> {}

/** The clusters of the journeys, and a kubeconfig of them all. */
export interface Fleet extends AsyncDisposable {
  readonly kubeconfig: string
  readonly oslo: FakeApiServer
  readonly bergen: FakeApiServer
  /** Empty where there is no kube-apiserver. */
  readonly real: readonly RunningCluster[]
}

/** Whether real API servers can be had here, and else why not. */
export const realServersMissing =
  findApiServerAssets() === undefined
    ? 'no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`'
    : undefined

/** Two simulated clusters with the definitions that the journeys use, and two real ones where there can be, unless only simulated ones are wanted. */
export async function startFleet(wanted: 'all' | 'simulated' = 'all'): Promise<Fleet> {
  await using made = new AsyncDisposableStack()
  const starting = wanted === 'all' && realServersMissing === undefined ? ['real-a', 'real-b'] : []
  const oslo = made.use(await startFakeApiServer({ name: 'oslo' }))
  const bergen = made.use(await startFakeApiServer({ name: 'bergen' }))
  const real = await startAll(made, starting.map(startReal))
  for (const { store } of [oslo, bergen])
    for (const kind of [SERVICE_MONITORS, PROMETHEUS_RULES, IP_POOLS])
      store.defineCrd(definitionOf(kind))
  const kubeconfig = made.use(await writeKubeconfig([oslo, bergen, ...real])).path
  const kept = made.move()
  return { kubeconfig, oslo, bergen, real, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Real API servers, by name; throws where there can be none. */
export async function startReal(name: string): Promise<RunningCluster & AsyncDisposable> {
  const server = await startRealApiServer({ name })
  const { url, caData, token } = server
  return {
    name,
    url,
    caData,
    token,
    restart: () => server.restart(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** A kubeconfig of servers in a folder of its own, gone when it is disposed. */
export async function writeKubeconfig(
  servers: readonly RealCluster[],
): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-kubeconfig-'))
  const path = join(folder, 'config')
  await writeFile(path, kubeconfigFor(servers), { mode: 0o600 })
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
