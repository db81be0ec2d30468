import type { AdministrationPermission } from '@argus/contracts/endpoint'
import type { Grant } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

/** What only some may open, each a part of the console of its own. */
export type Area = 'users' | 'roles' | 'audit' | 'clusters'

/** The areas that these grants open, for what is shown and what is left out; the services decide for themselves. */
export function areasOf(grants: readonly Grant[]): ReadonlySet<Area> {
  return new Set(AREAS.flatMap(([area, needed]) => (may(grants, needed) ? [area] : [])))
}

/** Whether these grants let a call through that is about this cluster. */
export function mayIn(
  grants: readonly Grant[],
  needed: AdministrationPermission,
  cluster: string,
): boolean {
  return may(
    grants.filter((grant) => [null, cluster].includes(grant.cluster) && grant.namespace === null),
    { ...needed, anywhere: true },
  )
}

/** Whether the administration has anything for whoever may open these areas. */
export function administers(areas: ReadonlySet<Area>): boolean {
  return areas.has('users') || areas.has('roles') || areas.has('audit')
}

/** Whether these grants let a call through that needs this: everywhere, or somewhere where the call itself looks further. */
export function may(
  grants: readonly Grant[],
  { resource, verb, anywhere }: AdministrationPermission,
): boolean {
  return grants.some(
    ({ cluster, permissions }) =>
      (cluster === null || anywhere === true) &&
      // `*` as a group never covers Argus's own.
      permissions.some(
        (given) =>
          given.apiGroup === INTERNAL_GROUP &&
          ['*', resource].includes(given.resource) &&
          ['*', verb].includes(given.verb),
      ),
  )
}

const AREAS: readonly (readonly [Area, AdministrationPermission])[] = [
  ['users', { resource: 'users', verb: 'list' }],
  ['roles', { resource: 'roles', verb: 'list' }],
  ['audit', { resource: 'audit-log', verb: 'list' }],
  ['clusters', { resource: 'clusters', verb: 'get', anywhere: true }],
]
