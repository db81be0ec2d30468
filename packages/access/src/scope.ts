/**
 * Which objects of one Topic somebody may follow: every one, the cluster-scoped included; those of some namespaces;
 * or none at all. A namespace never covers a cluster-scoped object.
 */
export type Scope =
  | { readonly type: 'all' }
  | { readonly type: 'namespaces'; readonly namespaces: ReadonlySet<string> }
  | { readonly type: 'none' }

export const EVERYTHING: Scope = { type: 'all' }
export const NOTHING: Scope = { type: 'none' }

/** The scope of these namespaces; of no namespace it is none. */
export function namespacesOf(names: Iterable<string>): Scope {
  const namespaces = new Set(names)
  return namespaces.size === 0 ? NOTHING : { type: 'namespaces', namespaces }
}

/** Whether an object is inside; `undefined` (or empty, as in a Key) is a cluster-scoped object. */
export function covers(scope: Scope, namespace: string | undefined): boolean {
  switch (scope.type) {
    case 'all':
      return true
    case 'namespaces':
      return namespace !== undefined && scope.namespaces.has(namespace)
    case 'none':
      return false
  }
}

/** What either of two grants covers. */
export function union(one: Scope, other: Scope): Scope {
  if (one.type === 'all' || other.type === 'all') return EVERYTHING
  return namespacesOf([...namesIn(one), ...namesIn(other)])
}

/** What both cover: of two verbs, or of a scope and the namespaces that a filter asks for. */
export function intersection(one: Scope, other: Scope): Scope {
  if (one.type === 'all') return other
  if (other.type === 'all') return one
  const names = new Set(namesIn(other))
  return namespacesOf(namesIn(one).filter((name) => names.has(name)))
}

/** Canonical text: two scopes with equal text cover the same objects. For the key of a View and a Position's tag. */
export function scopeText(scope: Scope): string {
  switch (scope.type) {
    case 'all':
      return '*'
    case 'namespaces':
      return [...scope.namespaces].toSorted().join(',')
    case 'none':
      return ''
  }
}

function namesIn(scope: Scope): readonly string[] {
  return scope.type === 'namespaces' ? [...scope.namespaces] : []
}
