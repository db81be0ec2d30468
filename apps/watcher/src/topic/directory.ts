import { isDeepStrictEqual } from 'node:util'

import type { Catalog, TopicLogWriter } from '@argus/bus/publish'
import type { CatalogCluster, CatalogResource } from '@argus/contracts/catalog'
import { parseResourceKey, resourceKey, type ResourceRef } from '@argus/contracts/topic'

import type { Clock } from '../clock.ts'

/**
 * This process's copy of the directory of clusters and resources and of what somebody asks for beside it, and the way to
 * change it: what differs is written again, so that a directory that was lost is whole after a second. It is read anew
 * where its revision is another: every replica looks twice a second, and thousands of entries take their time.
 */
export class Directory {
  readonly #log: TopicLogWriter
  readonly #read = Promise.withResolvers<void>()
  readonly #clock: Clock
  #revision: string | undefined
  #clusters = new Map<string, CatalogCluster>()
  #resources = new Map<string, Map<string, FollowedResource>>()
  #asked = new Map<string, ResourceRef[]>()

  constructor(log: TopicLogWriter, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /** Resolves when it was read for the first time. */
  get ready(): Promise<void> {
    return this.#read.promise
  }

  /** The ids of its clusters. */
  get clusters(): Iterable<string> {
    return this.#clusters.keys()
  }

  cluster(id: string): CatalogCluster | undefined {
    return this.#clusters.get(id)
  }

  async refresh(): Promise<void> {
    const [asked, revision] = await Promise.all([
      this.#log.readWanted(this.#clock.now()),
      this.#log.catalogRevision(),
    ])
    this.#asked = Map.groupBy(asked, ({ cluster }) => cluster)
    if (revision === undefined || revision !== this.#revision) {
      const { clusters, resources } = await this.#log.readCatalog()
      this.#clusters = new Map(clusters)
      this.#resources = byCluster(resources)
      // Read before its entries: what has changed in between is read again.
      this.#revision = revision
    }
    this.#read.resolve()
  }

  /** What somebody asks to be followed in a cluster, the newest wish first. */
  asked(cluster: string): readonly ResourceRef[] {
    return this.#asked.get(cluster) ?? []
  }

  /** The resources of a cluster that a Topic is kept for. */
  resourcesOf(cluster: string): readonly FollowedResource[] {
    return [...(this.#resources.get(cluster)?.values() ?? [])]
  }

  resource(ref: ResourceRef): CatalogResource | undefined {
    return this.#resources.get(ref.cluster)?.get(resourceKey(ref))?.entry
  }

  async putResource(ref: ResourceRef, entry: CatalogResource): Promise<void> {
    if (isDeepStrictEqual(this.resource(ref), entry)) return
    await this.#log.putResource(ref, entry)
    put(this.#resources, { ref, entry })
  }

  async removeResource(ref: ResourceRef): Promise<void> {
    await this.#log.removeResource(ref)
    this.#resources.get(ref.cluster)?.delete(resourceKey(ref))
  }

  async putCluster(cluster: string, entry: CatalogCluster): Promise<void> {
    if (isDeepStrictEqual(this.#clusters.get(cluster), entry)) return
    await this.#log.putCluster(cluster, entry)
    this.#clusters.set(cluster, entry)
  }
}

interface FollowedResource {
  readonly ref: ResourceRef
  readonly entry: CatalogResource
}

function byCluster(resources: Catalog['resources']): Map<string, Map<string, FollowedResource>> {
  const grouped = new Map<string, Map<string, FollowedResource>>()
  for (const [key, entry] of resources) {
    const ref = parseResourceKey(key)
    if (ref !== undefined) put(grouped, { ref, entry })
  }
  return grouped
}

function put(
  grouped: Map<string, Map<string, FollowedResource>>,
  followed: FollowedResource,
): void {
  const { cluster } = followed.ref
  const ofCluster = grouped.get(cluster) ?? new Map<string, FollowedResource>()
  grouped.set(cluster, ofCluster.set(resourceKey(followed.ref), followed))
}
