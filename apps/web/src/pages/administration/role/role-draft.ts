import type { Permission } from '@argus/contracts/grant'
import type { Assignment, RoleWithPermissions } from '@argus/contracts/http/roles'

import { isSamePlace, type Place } from './may-grant.ts'

/** A role as auth has it, and who has it where; one that is still to be made has neither. */
export interface Stored {
  readonly role: RoleWithPermissions | undefined
  readonly assignments: readonly Assignment[]
}

/** Somebody who is to have the role. */
export interface NewHolder extends Place {
  readonly userId: string
  readonly email: string
}

/** What the editor wants it to be. */
export interface RoleDraft {
  readonly name: string
  readonly description: string
  readonly permissions: readonly Permission[]
  readonly granted: readonly NewHolder[]
  /** Ids of assignments. */
  readonly removed: ReadonlySet<string>
}

export const draftOf = (
  role: Pick<RoleDraft, 'name' | 'description' | 'permissions'>,
): RoleDraft => ({
  name: role.name,
  description: role.description,
  permissions: role.permissions,
  granted: [],
  removed: new Set(),
})

/** One thing that saving does. */
export type Step =
  | { readonly type: 'create' }
  | { readonly type: 'rename' }
  | { readonly type: 'permit' }
  | { readonly type: 'assign'; readonly holder: NewHolder }
  | { readonly type: 'unassign'; readonly assignment: Assignment }

/** What is left to do until what is stored is the draft. Who loses it loses it last: nobody is locked out half-way. */
export function stepsOf({ role, assignments }: Stored, draft: RoleDraft): readonly Step[] {
  const own: readonly Step[] =
    role === undefined
      ? [{ type: 'create' }]
      : [
          ...(role.name !== draft.name || role.description !== draft.description
            ? [{ type: 'rename' } as const]
            : []),
          ...(isSame(role.permissions, draft.permissions) ? [] : [{ type: 'permit' } as const]),
        ]
  return [
    ...own,
    ...draft.granted.map((holder): Step => ({ type: 'assign', holder })),
    ...assignments
      .filter(({ id }) => draft.removed.has(id))
      .map((assignment): Step => ({ type: 'unassign', assignment })),
  ]
}

/** The draft over what is stored now: what is done is no change any more. */
export function rebased({ assignments }: Stored, draft: RoleDraft): RoleDraft {
  const known = new Set(assignments.map(({ id }) => id))
  return {
    ...draft,
    granted: draft.granted.filter(
      (holder) =>
        !assignments.some((one) => one.userId === holder.userId && isSamePlace(one, holder)),
    ),
    removed: draft.removed.intersection(known),
  }
}

/** In whatever order. */
export function isSame(one: readonly Permission[], other: readonly Permission[]): boolean {
  return spelled(one).symmetricDifference(spelled(other)).size === 0
}

const spelled = (permissions: readonly Permission[]): Set<string> =>
  new Set(permissions.map(({ apiGroup, resource, verb }) => `${apiGroup} ${resource} ${verb}`))
