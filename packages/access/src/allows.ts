import { SENSITIVE_KINDS, type Grant, type Permission, type Verb } from '@argus/contracts/grant'
import { INTERNAL_GROUP, type ResourceRef } from '@argus/contracts/topic'

import { EVERYTHING, intersection, namespacesOf, NOTHING, union, type Scope } from './scope.ts'

/** A verb that can be asked for; `*` is only ever granted. */
export type AskedVerb = Exclude<Verb, '*'>

/** Rows and counts need these; whole objects need `get` as well. */
export const ROW_VERBS: readonly AskedVerb[] = ['list', 'watch']
export const OBJECT_VERBS: readonly AskedVerb[] = ['get', 'list', 'watch']

/** One question. Without a namespace it asks for a cluster-scoped object, or for all namespaces at once. */
export interface AccessRequest {
  readonly cluster: string
  readonly namespace?: string
  readonly group: string
  readonly resource: string
  readonly verb: AskedVerb
}

/**
 * Whether these grants allow it. Grants only add up: no order, no denial, no default; what nothing allows is refused.
 * `argus.internal` questions about administration are asked the same way; for the internal Topics use `scopeOf`.
 */
export function allows(
  grants: readonly Grant[],
  request: AccessRequest,
  sensitive = SENSITIVE_KINDS,
): boolean {
  return grants.some(
    (grant) =>
      reaches(grant, request.cluster, request.namespace) && permits(grant, request, sensitive),
  )
}

/** Whether an administration right holds everywhere, not only in one cluster. */
export function allowsEverywhere(
  grants: readonly Grant[],
  request: Omit<AccessRequest, 'cluster' | 'namespace'>,
): boolean {
  return grants.some((grant) => grant.cluster === null && permits(grant, request, SENSITIVE_KINDS))
}

/**
 * Which objects of a Topic may be followed with all of these verbs, each of which may come from another grant.
 * The internal Topics have a rule of their own: whoever has any grant in a cluster may follow the rows of its state and
 * of its watches (of the latter only kinds that `mayListSomewhere` allows); its objects need `argus.internal clusters`.
 */
export function scopeOf(
  grants: readonly Grant[],
  topic: ResourceRef,
  verbs: readonly AskedVerb[],
): Scope {
  if (topic.group === INTERNAL_GROUP && !verbs.includes('get')) {
    return touches(grants, topic.cluster) ? EVERYTHING : NOTHING
  }
  const asked = topic.group === INTERNAL_GROUP ? { ...topic, resource: 'clusters' } : topic
  const scopes = verbs.map((verb) => scopeOfVerb(grants, asked, verb))
  return scopes.length === 0 ? NOTHING : scopes.reduce(intersection)
}

/** Whether a cluster may be known to exist: any grant that reaches into it. Others get the answer for an unknown one. */
export function touches(grants: readonly Grant[], cluster: string): boolean {
  return grants.some(
    (grant) =>
      (grant.cluster === null || grant.cluster === cluster) && grant.permissions.length > 0,
  )
}

/** Whether rows of a kind may be listed in at least one namespace: what a reader sees of a cluster's watches. */
export function mayListSomewhere(grants: readonly Grant[], kind: ResourceRef): boolean {
  return scopeOf(grants, kind, ['list']).type !== 'none'
}

function scopeOfVerb(grants: readonly Grant[], topic: ResourceRef, verb: AskedVerb): Scope {
  return grants
    .filter((grant) => permits(grant, { ...topic, verb }, SENSITIVE_KINDS))
    .map((grant) => extentOf(grant, topic.cluster))
    .reduce(union, NOTHING)
}

function extentOf({ cluster, namespace }: Grant, asked: string): Scope {
  if (cluster === null) return namespace === null ? EVERYTHING : NOTHING
  if (cluster !== asked) return NOTHING
  return namespace === null ? EVERYTHING : namespacesOf([namespace])
}

function reaches(grant: Grant, cluster: string, namespace: string | undefined): boolean {
  const extent = extentOf(grant, cluster)
  if (extent.type !== 'namespaces') return extent.type === 'all'
  return namespace !== undefined && extent.namespaces.has(namespace)
}

function permits(
  grant: Grant,
  asked: Pick<AccessRequest, 'group' | 'resource' | 'verb'>,
  sensitive: ReadonlySet<string>,
): boolean {
  const exact = sensitive.has(`${asked.group}/${asked.resource}`)
  return grant.permissions.some(
    (permission) =>
      (permission.verb === '*' || permission.verb === asked.verb) &&
      (exact ? named(permission, asked) : matches(permission, asked)),
  )
}

type Kind = Pick<AccessRequest, 'group' | 'resource'>

function named(permission: Permission, { group, resource }: Kind): boolean {
  return permission.apiGroup === group && permission.resource === resource
}

function matches({ apiGroup, resource }: Permission, asked: Kind): boolean {
  const group = apiGroup === asked.group || (apiGroup === '*' && asked.group !== INTERNAL_GROUP)
  return group && (resource === '*' || resource === asked.resource)
}
