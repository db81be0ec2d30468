import { isDeepStrictEqual } from 'node:util'

import type { Catalog, TopicLogWriter } from '@argus/bus/publish'
import type { CatalogCluster, CatalogResource } from '@argus/contracts/catalog'
import { resourceKey, type ResourceRef } from '@argus/contracts/topic'

/**
 * This process's copy of the directory of clusters and resources, and the way to change it: what differs is written
 * again, so that a directory that was lost is whole after a second.
 */
export class Directory {
  readonly #log: TopicLogWriter
  readonly #read = Promise.withResolvers<void>()
  #copy: Catalog = { clusters: new Map(), resources: new Map() }

  constructor(log: TopicLogWriter) {
    this.#log = log
  }

  /** Resolves when it was read for the first time. */
  get ready(): Promise<void> {
    return this.#read.promise
  }

  get catalog(): Catalog {
    return this.#copy
  }

  async refresh(): Promise<void> {
    this.#copy = await this.#log.readCatalog()
    this.#read.resolve()
  }

  resource(ref: ResourceRef): CatalogResource | undefined {
    return this.#copy.resources.get(resourceKey(ref))
  }

  async putResource(ref: ResourceRef, entry: CatalogResource): Promise<void> {
    if (isDeepStrictEqual(this.resource(ref), entry)) return
    await this.#log.putResource(ref, entry)
    const resources = new Map(this.#copy.resources).set(resourceKey(ref), entry)
    this.#copy = { ...this.#copy, resources }
  }

  async putCluster(cluster: string, entry: CatalogCluster): Promise<void> {
    if (isDeepStrictEqual(this.#copy.clusters.get(cluster), entry)) return
    await this.#log.putCluster(cluster, entry)
    const clusters = new Map(this.#copy.clusters).set(cluster, entry)
    this.#copy = { ...this.#copy, clusters }
  }
}
