import type { Grant, Permission } from '@argus/contracts/grant'
import type { Draft } from '@argus/contracts/http/roles'

/** A role that a user has somewhere. */
export interface AssignedRole {
  readonly id: string
  readonly roleId: string
  readonly cluster: string | null
  readonly namespace: string | null
}

/** What roles there are that matter, by id. */
export type RoleContents = ReadonlyMap<
  string,
  { readonly name: string; readonly permissions: readonly Permission[] }
>

/** What a user with these roles would be granted, were a draft stored. An empty draft: what they are granted. */
export function draftGrants(
  assigned: readonly AssignedRole[],
  roles: RoleContents,
  draft: Draft,
): readonly Grant[] {
  const removed = new Set(draft.remove)
  const instead = new Map(draft.permissions.map((one) => [one.roleId, one.permissions]))
  const kept = assigned.filter(({ id }) => !removed.has(id))
  const stored = [...kept, ...draft.add].map(({ roleId, cluster, namespace }) => {
    const role = roles.get(roleId)
    if (role === undefined) throw new Error(`role ${roleId} was not read`)
    const permissions = instead.get(roleId) ?? role.permissions
    return { role: role.name, cluster, namespace, permissions: [...permissions] }
  })
  return [...stored, ...draft.made.map((one) => ({ role: UNNAMED, ...one }))]
}

/** Until somebody stores a role, its name is of no account. */
const UNNAMED = 'draft'
