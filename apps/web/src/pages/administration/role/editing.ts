import type { Grant, Permission } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

import { placeWords } from '../../../components/place-words.ts'
import { lackingPlace, type Place } from './may-grant.ts'
import type { Stored } from './role-draft.ts'

/** Whether what a role permits can be changed by who looks at it, and why not. */
export type Editing = { readonly type: 'free' } | { readonly type: 'closed'; readonly why: string }

export function editingOf({ role, assignments }: Stored, own: readonly Grant[]): Editing {
  const verb = role === undefined ? 'create' : 'update'
  if (lackingPlace(own, rolesRight(verb), []) !== undefined)
    return { type: 'closed', why: 'You may look at roles, and not change them.' }
  if (role === undefined) return { type: 'free' }
  if (role.builtIn)
    return {
      type: 'closed',
      why: 'It comes with Argus and stays as it is. Copy it to make a role of your own.',
    }
  const beyond = beyondWords(role.permissions, own, assignments)
  if (beyond === undefined) return { type: 'free' }
  const why = `You cannot change it: it permits what you may not do ${beyond}. Ask somebody who may do all of it.`
  return { type: 'closed', why }
}

/** Why somebody cannot give a role there, if so. */
export function grantRefusal(
  permissions: readonly Permission[],
  own: readonly Grant[],
  place: Place,
): string | undefined {
  if (lackingPlace(own, rolesRight('update'), [place]) !== undefined)
    return `You may not give roles ${placeWords(place)}.`
  const beyond = beyondWords(permissions, own, [place])
  return beyond === undefined
    ? undefined
    : `You may not do all of it ${beyond} yourself, so you cannot give or take it there.`
}

/** Where somebody does not hold all of it. */
function beyondWords(
  permissions: readonly Permission[],
  own: readonly Grant[],
  places: readonly Place[],
): string | undefined {
  for (const permission of permissions) {
    const place = lackingPlace(own, permission, places)
    if (place !== undefined) return placeWords(place)
  }
  return undefined
}

const rolesRight = (verb: 'create' | 'update' | 'delete'): Permission => ({
  apiGroup: INTERNAL_GROUP,
  resource: 'roles',
  verb,
})
