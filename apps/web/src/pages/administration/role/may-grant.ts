import { SENSITIVE_KINDS, type Grant, type Permission } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

/** Where a role is given: everywhere, in a cluster, or in a namespace of it. */
export interface Place {
  readonly cluster: string | null
  readonly namespace: string | null
}

export const EVERYWHERE: Place = { cluster: null, namespace: null }

/**
 * The first place in which somebody with these grants does not hold a permission whole, and so cannot grant it there.
 * Auth decides; this says it at the box instead of after the call.
 */
export function lackingPlace(
  own: readonly Grant[],
  permission: Permission,
  places: readonly Place[],
): Place | undefined {
  // A role that nobody has yet could be given anywhere next.
  return (places.length === 0 ? [EVERYWHERE] : places).find(
    (place) =>
      !own.some(
        (grant) =>
          reachesInto(grant, place) && grant.permissions.some((given) => covers(given, permission)),
      ),
  )
}

export const isSamePlace = (one: Place, other: Place): boolean =>
  one.cluster === other.cluster && one.namespace === other.namespace

function reachesInto(wide: Place, narrow: Place): boolean {
  if (wide.cluster === null) return true
  if (wide.cluster !== narrow.cluster) return false
  return wide.namespace === null || wide.namespace === narrow.namespace
}

/** A star covers neither sensitive kinds nor administration: those must be held by name. */
function covers(given: Permission, asked: Permission): boolean {
  if (given.verb !== '*' && given.verb !== asked.verb) return false
  const named = given.apiGroup === asked.apiGroup && given.resource === asked.resource
  if (SENSITIVE_KINDS.has(`${asked.apiGroup}/${asked.resource}`)) return named
  const group =
    given.apiGroup === asked.apiGroup ||
    (given.apiGroup === '*' && asked.apiGroup !== INTERNAL_GROUP)
  return group && (given.resource === '*' || given.resource === asked.resource)
}
