import type { Catalog, TopicLogReader } from '@argus/bus/follow'
import { clusterTopic, watchesTopic } from '@argus/contracts/internal-topic'
import { INTERNAL_GROUP, resourceKey, type ResourceRef } from '@argus/contracts/topic'

import { Bell } from './bell.ts'
import { FollowedKinds, type FollowedKind, type FollowedResource } from './followed-kinds.ts'

/** Which clusters and resources there are, as last read. */
export class Directory {
  readonly #changed = new Bell()
  readonly #kinds = new FollowedKinds()
  #catalog: Catalog | undefined

  /** Follows the topic log's catalog until the signal aborts; calls back after each change. */
  async follow(
    reader: Pick<TopicLogReader, 'catalog'>,
    { signal, onChange }: { readonly signal: AbortSignal; readonly onChange: () => void },
  ): Promise<void> {
    for await (const catalog of reader.catalog(signal)) {
      this.#catalog = catalog
      this.#changed.ring()
      onChange()
    }
  }

  get known(): boolean {
    return this.#catalog !== undefined
  }

  /** Resolves when a condition on the directory holds. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return this.#changed.until(condition, signal)
  }

  get clusters(): readonly string[] {
    return [...(this.#catalog?.clusters.keys() ?? [])]
  }

  hasCluster(cluster: string): boolean {
    return this.#catalog?.clusters.has(cluster) ?? false
  }

  /** A resource that a Topic is kept for; Argus's own are there for every cluster. */
  followed(ref: ResourceRef): FollowedResource | undefined {
    if (!this.hasCluster(ref.cluster)) return undefined
    if (ref.group === INTERNAL_GROUP) return INTERNAL.get(ref.resource)
    const entry = this.#catalog?.resources.get(resourceKey(ref))
    return entry?.followed ? entry : undefined
  }

  /** All kinds of a cluster that Topics are kept for but Argus's own; the same list while nothing in it changes. */
  followedIn(cluster: string): readonly FollowedKind[] {
    return this.#catalog === undefined ? [] : this.#kinds.of(cluster, this.#catalog)
  }

  /** Whether it is followed because somebody looks at it, and for nothing else. */
  isOnDemand(ref: ResourceRef): boolean {
    return this.#catalog?.resources.get(resourceKey(ref))?.plugin === undefined
  }
}

const ARGUS_OWN = [clusterTopic(''), watchesTopic('')]
const INTERNAL: ReadonlyMap<string, FollowedResource> = new Map(
  ARGUS_OWN.map(({ resource, version }) => [
    resource,
    { version, namespaced: false, kind: resource === 'clusters' ? 'Cluster' : 'Watch' },
  ]),
)
