import type { Grant } from '@argus/contracts/grant'

import type { Cluster, Kind, Namespace } from './vocabulary.ts'

/** One line of what somebody may do, in words of this test; `*` for all. */
export interface Right {
  readonly cluster: Cluster | '*'
  readonly namespace: Exclude<Namespace, ''> | '*'
  readonly kind: Kind | '*'
  readonly reads: keyof typeof VERBS
}

const VERBS = {
  everything: ['get', 'list', 'watch'],
  rows: ['list', 'watch'],
  nothingListed: ['get'],
} as const

type Verb = 'get' | 'list' | 'watch'

/** Whether objects here may be seen: rows need two verbs, objects three, and each may come from another line. */
export function maySee(
  rights: readonly Right[],
  place: { readonly cluster: Cluster; readonly kind: Kind; readonly namespace: Namespace },
  what: 'row' | 'object',
): boolean {
  const needed: readonly Verb[] = what === 'object' ? ['get', 'list', 'watch'] : ['list', 'watch']
  return needed.every((verb) =>
    rights.some((right) => {
      const verbs: readonly Verb[] = VERBS[right.reads]
      if (!verbs.includes(verb)) return false
      if (right.cluster !== '*' && right.cluster !== place.cluster) return false
      if (right.kind !== '*' && right.kind !== place.kind) return false
      return right.namespace === '*' || right.namespace === place.namespace
    }),
  )
}

/** The same as grants, where the clusters are really called otherwise. */
export function grantsOf(
  rights: readonly Right[],
  named: { readonly cluster: (cluster: Cluster) => string; readonly group: string },
): Grant[] {
  return rights.map(({ cluster, namespace, kind, reads }) => ({
    role: 'reader',
    cluster: cluster === '*' ? null : named.cluster(cluster),
    namespace: cluster === '*' || namespace === '*' ? null : namespace,
    permissions: VERBS[reads].map((verb) => ({ apiGroup: named.group, resource: kind, verb })),
  }))
}
