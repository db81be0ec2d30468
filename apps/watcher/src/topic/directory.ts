import { isDeepStrictEqual } from 'node:util'

import type { Catalog, TopicLogWriter } from '@argus/bus/publish'
import type { CatalogCluster, CatalogResource } from '@argus/contracts/catalog'
import { parseResourceKey, resourceKey, type ResourceRef } from '@argus/contracts/topic'

import type { Clock } from '../clock.ts'

/**
 * This process's copy of the directory of clusters and resources and of what somebody asks for beside it, and the way to
 * change it: what differs is written again, so that a directory that was lost is whole after a second.
 */
export class Directory {
  readonly #log: TopicLogWriter
  readonly #read = Promise.withResolvers<void>()
  readonly #clock: Clock
  #copy: Catalog = { clusters: new Map(), resources: new Map() }
  #asked: readonly ResourceRef[] = []

  constructor(log: TopicLogWriter, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /** Resolves when it was read for the first time. */
  get ready(): Promise<void> {
    return this.#read.promise
  }

  get catalog(): Catalog {
    return this.#copy
  }

  async refresh(): Promise<void> {
    const asked = this.#log.readWanted(this.#clock.now())
    ;[this.#asked, this.#copy] = await Promise.all([asked, this.#log.readCatalog()])
    this.#read.resolve()
  }

  /** What somebody asks to be followed in a cluster, the newest wish first. */
  asked(cluster: string): readonly ResourceRef[] {
    return this.#asked.filter((ref) => ref.cluster === cluster)
  }

  /** The resources of a cluster that a Topic is kept for. */
  resourcesOf(cluster: string): readonly FollowedResource[] {
    return [...this.#copy.resources].flatMap(([key, entry]) => {
      const ref = parseResourceKey(key)
      return ref?.cluster === cluster ? [{ ref, entry }] : []
    })
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

  async removeResource(ref: ResourceRef): Promise<void> {
    await this.#log.removeResource(ref)
    const resources = new Map(this.#copy.resources)
    resources.delete(resourceKey(ref))
    this.#copy = { ...this.#copy, resources }
  }

  async putCluster(cluster: string, entry: CatalogCluster): Promise<void> {
    if (isDeepStrictEqual(this.#copy.clusters.get(cluster), entry)) return
    await this.#log.putCluster(cluster, entry)
    const clusters = new Map(this.#copy.clusters).set(cluster, entry)
    this.#copy = { ...this.#copy, clusters }
  }
}

interface FollowedResource {
  readonly ref: ResourceRef
  readonly entry: CatalogResource
}
