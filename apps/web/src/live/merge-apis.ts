import type { ApiResourcesAnswer } from '@argus/contracts/http/api-resources'

type ApiResource = ApiResourcesAnswer['resources'][number]

/** A kind that clusters serve, whether it is followed or not. */
export interface Api {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  /** Where it is served. */
  readonly clusters: readonly string[]
}

/** What each cluster serves as one list, by kind and group; what they call differently is told as the first says it. */
export function mergeApis(
  answers: readonly { readonly cluster: string; readonly resources: readonly ApiResource[] }[],
): readonly Api[] {
  const apis = new Map<string, Api>()
  for (const { cluster, resources } of answers)
    for (const { group, resource, kind, shortNames, namespaced } of resources) {
      const name = `${group}/${resource}`
      const known = apis.get(name) ?? {
        group,
        resource,
        kind,
        shortNames,
        namespaced,
        clusters: [],
      }
      apis.set(name, { ...known, clusters: [...known.clusters, cluster] })
    }
  return [...apis.values()].toSorted(
    (a, b) => a.kind.localeCompare(b.kind) || a.group.localeCompare(b.group),
  )
}

/** Whether its kind, names or group hold the text. */
export function isNamed(
  {
    kind,
    resource,
    group,
    shortNames = [],
  }: Partial<Api> & Pick<Api, 'kind' | 'resource' | 'group'>,
  text: string,
): boolean {
  const wanted = text.toLowerCase().trim()
  return [kind, resource, group, ...shortNames].some((name) => name.toLowerCase().includes(wanted))
}
