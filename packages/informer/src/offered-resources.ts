import { CORE_GROUP } from '@argus/contracts/topic'
import type { ApiServer } from './api-server/api-server.ts'
import { servedResources } from './served-resources.ts'

/** A resource of a cluster that can be followed, the core group written `core`. */
export interface OfferedResource {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  /** Those that are served, the preferred one first. */
  readonly versions: readonly [string, ...string[]]
}

/**
 * What a cluster serves now and can be followed, by group and name: asked anew each time, so that what was defined a
 * moment ago is in it. Throws as an `ApiServer` does.
 */
export async function offeredResources(
  api: ApiServer,
  signal: AbortSignal,
): Promise<readonly OfferedResource[]> {
  const served = await servedResources(api, signal)
  const followable = served.filter(({ verbs }) => FOLLOWING.every((verb) => verbs.includes(verb)))
  const named = Map.groupBy(followable, ({ group, resource }) => `${group}/${resource}`)
  return [...named.values()]
    .flatMap(([first, ...more]): OfferedResource[] => {
      if (first === undefined) return []
      const { group, version, resource, kind, namespaced, shortNames } = first
      const versions = [version, ...more.map((other) => other.version)] as const
      const written = group === '' ? CORE_GROUP : group
      return [{ group: written, resource, kind, namespaced, shortNames, versions }]
    })
    .toSorted((a, b) => a.group.localeCompare(b.group) || a.resource.localeCompare(b.resource))
}

const FOLLOWING = ['list', 'watch']
