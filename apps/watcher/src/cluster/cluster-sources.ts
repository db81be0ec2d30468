import type { ClusterSource } from '@argus/contracts/http/clusters'

import type { Events } from '../events.ts'
import type { DesiredCluster } from './desired-cluster.ts'
import type { ClusterRegistry } from './registry.ts'

/** What the sources say together: of two that name one cluster, the first in this order is believed. */
const PRECEDENCE: readonly ClusterSource[] = ['kubeconfig', 'in-cluster', 'secret', 'registry']

/** Brings together which clusters each source says there are, and has the registry follow them. */
export class ClusterSources {
  readonly #registry: ClusterRegistry
  readonly #events: Events
  readonly #said = new Map<ClusterSource, readonly DesiredCluster[]>()
  #shadowed: ReadonlySet<string> = new Set()
  #applying: Promise<void> = Promise.resolve()

  constructor(registry: ClusterRegistry, events: Events) {
    this.#registry = registry
    this.#events = events
  }

  /** Takes what a source says now, in the place of what it said before; resolves when it is so. */
  async set(source: ClusterSource, clusters: readonly DesiredCluster[]): Promise<void> {
    this.#said.set(source, clusters)
    const apply = async (): Promise<void> => {
      const { chosen, shadowed } = chooseClusters(this.#said)
      for (const id of shadowed) if (!this.#shadowed.has(id)) this.#events.clusterShadowed(id)
      this.#shadowed = new Set(shadowed)
      await this.#registry.apply(chosen)
    }
    this.#applying = this.#applying.then(apply, apply)
    await this.#applying
  }
}

/** One cluster of each id, and which ids more than one source claims. */
export function chooseClusters(said: ReadonlyMap<ClusterSource, readonly DesiredCluster[]>): {
  readonly chosen: readonly DesiredCluster[]
  readonly shadowed: readonly string[]
} {
  const chosen = new Map<string, DesiredCluster>()
  const shadowed: string[] = []
  for (const source of PRECEDENCE) {
    for (const cluster of said.get(source) ?? []) {
      if (chosen.has(cluster.id)) shadowed.push(cluster.id)
      else chosen.set(cluster.id, cluster)
    }
  }
  return { chosen: [...chosen.values()], shadowed }
}
