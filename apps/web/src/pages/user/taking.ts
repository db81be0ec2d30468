import type { Assignment } from '@argus/contracts/http/roles'
import type { UserInFull } from '@argus/contracts/http/users'

/** Whether a role can be taken away, and if not, what to do instead. */
export type Taking =
  | { readonly type: 'possible' }
  | { readonly type: 'impossible'; readonly why: string }

/** What can be said of it before it is tried. */
export function takingOf(
  { id, source }: Pick<Assignment, 'id' | 'source'>,
  { lastAdministration }: Pick<UserInFull, 'lastAdministration'>,
): Taking {
  if (source === 'provider') return { type: 'impossible', why: PROVIDER }
  const last = lastAdministration.length === 1 && lastAdministration[0] === id
  return last ? { type: 'impossible', why: LAST_ADMINISTRATOR } : { type: 'possible' }
}

/** Why the last administrator stays. */
export const LAST_ADMINISTRATOR =
  'This is the last administrator: first give somebody else the role admin everywhere, and let them log in.'

const PROVIDER =
  'The identity provider gives it at each login: take the user out of the group there.'
