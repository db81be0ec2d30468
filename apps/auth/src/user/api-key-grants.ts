import { SENSITIVE_KINDS, type Grant, type Permission } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

/** What a key may do: what its roles permit and its owner may do as well, at this moment. */
export function grantsOfKey(roles: readonly Grant[], owner: readonly Grant[]): readonly Grant[] {
  return roles.flatMap((role) => owner.flatMap((grant) => meet(role, grant)))
}

/** Whether an owner may do all that a role permits where the key is to have it. */
export function ownerHas(owner: readonly Grant[], role: Grant): boolean {
  const here = owner.filter((grant) => reachesInto(grant, role))
  return role.permissions.every((asked) =>
    here.some(({ permissions }) =>
      permissions.some((permission) => equal(both(permission, asked), asked)),
    ),
  )
}

function meet(role: Grant, grant: Grant): Grant[] {
  if (!reachesInto(grant, role) && !reachesInto(role, grant)) return []
  const { cluster, namespace } = reachesInto(grant, role) ? role : grant
  const permissions = role.permissions.flatMap((one) =>
    grant.permissions.flatMap((other) => both(one, other) ?? []),
  )
  if (permissions.length === 0) return []
  return [{ role: role.role, cluster, namespace, permissions: distinct(permissions) }]
}

/** Whether the extent of the first holds that of the second. */
function reachesInto(wide: Grant, narrow: Grant): boolean {
  if (wide.cluster === null) return true
  if (wide.cluster !== narrow.cluster) return false
  return wide.namespace === null || wide.namespace === narrow.namespace
}

/** What both permit. A `*` covers neither sensitive kinds nor administration: those must be named by both. */
function both(one: Permission, other: Permission): Permission | undefined {
  const apiGroup = narrower(one.apiGroup, other.apiGroup)
  const resource = narrower(one.resource, other.resource)
  const verb = narrower(one.verb, other.verb)
  if (apiGroup === undefined || resource === undefined || verb === undefined) return undefined
  const sameGroup = one.apiGroup === other.apiGroup
  const sameKind = sameGroup && one.resource === other.resource
  if (apiGroup === INTERNAL_GROUP && !sameGroup) return undefined
  if (SENSITIVE_KINDS.has(`${apiGroup}/${resource}`) && !sameKind) return undefined
  return { apiGroup, resource, verb }
}

function narrower<T extends string>(one: T, other: T): T | undefined {
  if (one === '*') return other
  return other === '*' || other === one ? one : undefined
}

const equal = (one: Permission | undefined, other: Permission): boolean =>
  one !== undefined && spelled(one) === spelled(other)

const spelled = ({ apiGroup, resource, verb }: Permission): string =>
  JSON.stringify([apiGroup, resource, verb])

const distinct = (permissions: readonly Permission[]): Permission[] => [
  ...new Map(permissions.map((permission) => [spelled(permission), permission])).values(),
]
