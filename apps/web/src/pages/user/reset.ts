import type { UserInFull } from '@argus/contracts/http/users'

import type { Taking } from './taking.ts'

/** Whether a user's password can be reset by the reader, and if not, what to do instead. */
export function resetOf(
  { id, disabledAt, hasPassword }: Pick<UserInFull, 'id' | 'disabledAt' | 'hasPassword'>,
  reader: string | undefined,
): Taking {
  if (id === reader)
    return { type: 'impossible', why: 'This is you: change your own password in your settings.' }
  if (!hasPassword)
    return { type: 'impossible', why: 'They have none here: they log in at their provider.' }
  if (disabledAt !== null)
    return { type: 'impossible', why: 'Enable the user first: a reset is for their next login.' }
  return { type: 'possible' }
}
