import type { ApiResourcesAnswer } from '@argus/contracts/http/api-resources'
import { CORE_GROUP } from '@argus/contracts/topic'

/** A kind as one cluster serves it. */
export type ServedKind = ApiResourcesAnswer['resources'][number]

/** A kind, and the clusters that serve it. */
export interface Kind extends Pick<
  ServedKind,
  'group' | 'resource' | 'kind' | 'namespaced' | 'shortNames'
> {
  readonly clusters: readonly string[]
  /** Followed in all of them, whether anybody looks or not. */
  readonly followed: boolean
}

/** The kinds of several clusters: those of one group and resource are one. */
export function kindsIn(served: ReadonlyMap<string, readonly ServedKind[]>): readonly Kind[] {
  const known = new Map<string, Kind>()
  for (const [cluster, kinds] of served)
    for (const each of kinds) {
      const name = qualified(each)
      const before = known.get(name)
      const shortNames = [...new Set([...(before?.shortNames ?? []), ...each.shortNames])]
      const clusters = [...(before?.clusters ?? []), cluster]
      const followed = each.followed && (before?.followed ?? true)
      known.set(name, { ...(before ?? each), shortNames, clusters, followed })
    }
  return [...known.values()]
}

/** The name that is of no other: `certificates.cert-manager.io`, `pods`. */
export function qualified({ group, resource }: Pick<Kind, 'group' | 'resource'>): string {
  return group === CORE_GROUP ? resource : `${resource}.${group}`
}
