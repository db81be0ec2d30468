import type { FleetDatabase } from '@argus/db/fleet'
import type { Seals } from '@argus/db/seal'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Bell } from '../bell.ts'
import type { AgentKey } from './agent/stored-agents.ts'
import { ClusterSources } from './cluster-sources.ts'
import { type InCluster, inCluster } from './in-cluster.ts'
import { followClusters, readClusters } from './kubeconfig.ts'
import { followMounted } from './mounted/follow-mounted.ts'
import { type MountedClusters, readMounted } from './mounted/mounted-clusters.ts'
import { followRegistered, readRegistered } from './registered-clusters.ts'
import type { ClusterRegistry } from './registry.ts'

export interface SourceOptions {
  /** The file whose contexts are clusters, where there is one. */
  readonly kubeconfig: string | undefined
  /** The folder whose Secrets are clusters, where there is one. */
  readonly clusterSecrets: string | undefined
  readonly inCluster: InCluster | undefined
  readonly db: FleetDatabase
  readonly seals: Seals
  readonly registry: ClusterRegistry
  /** Told which keys of agents are good, each time that this is read. */
  readonly agentKeys: (keys: readonly AgentKey[]) => void
  /** Rung when the registered clusters may have changed. */
  readonly bell: Bell
  readonly clock: Clock
  readonly events: Events
}

/** Every source of clusters, each read once. */
export interface OpenSources {
  /** All clusters that there were at this moment are known, in milliseconds since the epoch. */
  readonly knownAt: number
  /** Follows what they say until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** Reads every source and begins to follow the clusters. Rejects where one cannot be read: half of them is not all. */
export async function openSources(options: SourceOptions): Promise<OpenSources> {
  const { kubeconfig, clusterSecrets, registry, clock, events } = options
  const sources = new ClusterSources(registry, events)
  let knownAt = clock.now()
  if (kubeconfig !== undefined) await sources.set('kubeconfig', readClusters(kubeconfig))
  if (options.inCluster !== undefined) {
    await sources.set('in-cluster', [inCluster(options.inCluster)])
  }
  const mounted = clusterSecrets === undefined ? NO_SECRETS : await readMounted(clusterSecrets)
  for (const secret of mounted.refused) events.secretRefused(secret)
  await sources.set('secret', mounted.clusters)
  const registered = await readRegistered(options)
  options.agentKeys(registered.agentKeys)
  await sources.set('registry', registered.clusters)

  const followFile = async (path: string, signal: AbortSignal): Promise<void> => {
    for await (const reading of followClusters(path, { clock, signal })) {
      if (reading.type === 'read') await sources.set('kubeconfig', reading.clusters)
      else events.kubeconfigFailed(reading.error)
    }
  }
  const followSecrets = async (path: string, signal: AbortSignal): Promise<void> => {
    for await (const reading of followMounted(path, mounted, { clock, signal })) {
      if (reading.type === 'failed') events.secretsFailed(reading.error)
      else {
        for (const secret of reading.refused) events.secretRefused(secret)
        await sources.set('secret', reading.clusters)
      }
    }
  }
  const followRegistry = async (signal: AbortSignal): Promise<void> => {
    const heard = (askedAt: number): void => {
      knownAt = askedAt
    }
    for await (const read of followRegistered(registered.mark, { ...options, signal, heard })) {
      options.agentKeys(read.agentKeys)
      await sources.set('registry', read.clusters)
    }
  }
  return {
    get knownAt() {
      return knownAt
    },
    async follow(signal) {
      await Promise.all([
        followRegistry(signal),
        ...(kubeconfig === undefined ? [] : [followFile(kubeconfig, signal)]),
        ...(clusterSecrets === undefined ? [] : [followSecrets(clusterSecrets, signal)]),
      ])
    },
  }
}

const NO_SECRETS: MountedClusters = { clusters: [], refused: [] }
