/** What a path of the API names. */
export type RequestPath =
  | { readonly type: 'version' | 'health' | 'core-versions' | 'groups' | 'unknown' }
  | { readonly type: 'group'; readonly group: string }
  | { readonly type: 'resources'; readonly group: string; readonly version: string }
  | ({ readonly type: 'collection' } & CollectionPath)
  | ({ readonly type: 'object'; readonly name: string; readonly status: boolean } & CollectionPath)

export interface CollectionPath {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespace?: string
}

/** Reads a path as the API server does: `/api/v1/…` and `/apis/{group}/{version}/…`. */
export function parsePath(pathname: string): RequestPath {
  const [root, ...rest] = pathname.split('/').filter(Boolean).map(decodeURIComponent)
  if (root === 'version') return { type: 'version' }
  if (root === 'livez' || root === 'readyz' || root === 'healthz') return { type: 'health' }
  if (root === 'api') return rest.length === 0 ? { type: 'core-versions' } : inGroup('', rest)
  if (root !== 'apis') return { type: 'unknown' }
  const [group, ...inside] = rest
  if (group === undefined) return { type: 'groups' }
  return inside.length === 0 ? { type: 'group', group } : inGroup(group, inside)
}

function inGroup(group: string, [version = '', ...rest]: readonly string[]): RequestPath {
  if (rest.length === 0) return { type: 'resources', group, version }
  const [first = '', second, third, fourth, ...more] = rest
  // `namespaces/x` alone is the object; with anything after it but `status`, the namespace of a path.
  const namespaced = first === 'namespaces' && third !== undefined && third !== 'status'
  if (!namespaced) return inCollection({ group, version, resource: first }, [second, third, fourth])
  const collection = { group, version, resource: third, namespace: second ?? '' }
  return inCollection(collection, [fourth, ...more])
}

function inCollection(
  collection: CollectionPath,
  [name, subresource, ...more]: readonly (string | undefined)[],
): RequestPath {
  if (name === undefined) return { type: 'collection', ...collection }
  const known = subresource === undefined || subresource === 'status'
  if (!known || more.some((part) => part !== undefined)) return { type: 'unknown' }
  return { type: 'object', ...collection, name, status: subresource === 'status' }
}
