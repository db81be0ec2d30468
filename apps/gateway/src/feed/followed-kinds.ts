import type { Catalog } from '@argus/bus/follow'
import type { CatalogResource } from '@argus/contracts/catalog'
import { INTERNAL_GROUP, parseResourceKey, type ResourceRef } from '@argus/contracts/topic'

export type FollowedResource = Pick<CatalogResource, 'version' | 'namespaced' | 'kind'>

/** A resource of a cluster that a Topic is kept for. */
export interface FollowedKind {
  readonly ref: ResourceRef
  readonly resource: FollowedResource
}

/**
 * Which kinds each cluster has Topics for, Argus's own left out. The list of a cluster is the same object as long as
 * nothing in it changes, so that whoever has read it can tell at a glance that there is nothing to do.
 */
export class FollowedKinds {
  readonly #refs = new Map<string, ResourceRef | undefined>()
  #read: Catalog | undefined
  #byCluster: ReadonlyMap<string, readonly FollowedKind[]> = new Map()

  of(cluster: string, catalog: Catalog): readonly FollowedKind[] {
    if (this.#read !== catalog) this.#take(catalog)
    return this.#byCluster.get(cluster) ?? NONE
  }

  #take(catalog: Catalog): void {
    this.#read = catalog
    const lists = new Map<string, FollowedKind[]>()
    for (const [key, resource] of catalog.resources) {
      if (!resource.followed) continue
      const ref = this.#refOf(key)
      if (ref === undefined || ref.group === INTERNAL_GROUP) continue
      const list = lists.get(ref.cluster)
      if (list === undefined) lists.set(ref.cluster, [{ ref, resource }])
      else list.push({ ref, resource })
    }
    for (const key of this.#refs.keys()) if (!catalog.resources.has(key)) this.#refs.delete(key)
    const kept = [...lists].map(([cluster, list]) => {
      const before = this.#byCluster.get(cluster)
      return [cluster, before !== undefined && same(before, list) ? before : list] as const
    })
    this.#byCluster = new Map(kept)
  }

  #refOf(key: string): ResourceRef | undefined {
    if (!this.#refs.has(key)) this.#refs.set(key, parseResourceKey(key))
    return this.#refs.get(key)
  }
}

const NONE: readonly FollowedKind[] = []

function same(some: readonly FollowedKind[], others: readonly FollowedKind[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index]
      return (
        one.ref === other?.ref &&
        one.resource.version === other.resource.version &&
        one.resource.namespaced === other.resource.namespaced &&
        one.resource.kind === other.resource.kind
      )
    })
  )
}
