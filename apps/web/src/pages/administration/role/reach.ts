import { SENSITIVE_KINDS, type Verb } from '@argus/contracts/grant'
import type { Effective } from '@argus/contracts/http/roles'

/** Which objects of a kind somebody sees in a cluster. */
export type Reach =
  | { readonly type: 'all' }
  /** Objects without a namespace are not among them. */
  | { readonly type: 'namespaces'; readonly namespaces: ReadonlySet<string> }
  | { readonly type: 'none' }

export interface KindOfCluster {
  readonly cluster: string
  readonly group: string
  readonly resource: string
}

/** What the scopes that auth answered come to for one kind in one cluster: its rows need both verbs. */
export function reachOf({ scopes }: Pick<Effective, 'scopes'>, asked: KindOfCluster): Reach {
  const permitting = scopes.filter(
    (scope) =>
      (scope.cluster === null || scope.cluster === asked.cluster) && seesRows(scope, asked),
  )
  if (permitting.length === 0) return { type: 'none' }
  const namespaces = new Set<string>()
  for (const { namespace } of permitting) {
    if (namespace === null) return { type: 'all' }
    namespaces.add(namespace)
  }
  return { type: 'namespaces', namespaces }
}

/** The kinds that scopes name, stars left out: they may be seen even where Argus follows none yet. */
export function namedKinds({
  scopes,
}: Pick<Effective, 'scopes'>): readonly Pick<KindOfCluster, 'group' | 'resource'>[] {
  const named = scopes.flatMap(({ permissions }) =>
    permissions.filter(({ apiGroup, resource }) => apiGroup !== '*' && resource !== '*'),
  )
  const byKey = new Map(
    named.map(({ apiGroup, resource }) => [
      `${apiGroup}/${resource}`,
      { group: apiGroup, resource },
    ]),
  )
  return [...byKey.values()]
}

type Scope = Effective['scopes'][number]

function seesRows({ permissions }: Scope, asked: KindOfCluster): boolean {
  const verbs = new Set<Verb>(
    permissions.filter((one) => matches(one, asked)).flatMap((one) => one.verbs),
  )
  return verbs.has('list') && verbs.has('watch')
}

function matches(
  { apiGroup, resource }: Scope['permissions'][number],
  asked: KindOfCluster,
): boolean {
  if (apiGroup === asked.group && resource === asked.resource) return true
  if (SENSITIVE_KINDS.has(`${asked.group}/${asked.resource}`)) return false
  const group = apiGroup === '*' || apiGroup === asked.group
  return group && (resource === '*' || resource === asked.resource)
}
