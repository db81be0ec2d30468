import type { Grant } from '@argus/contracts/grant'
import type { AuthDatabase } from '@argus/db/auth'

import { grantsOfKey } from '../user/api-key-grants.ts'
import { rolesOfKeys } from '../user/api-key-roles.ts'
import { grantsOf } from '../user/grants.ts'

/** Of a Session what decides about what it may do. */
export interface GrantedSession {
  readonly id: string
  readonly userId: string
  readonly kind: 'login' | 'api_key'
  readonly mustChangePassword: boolean
}

/**
 * What each of these Sessions may do now, by session id: a login what its user may, a key what its roles and its owner's
 * have in common, either nothing while a password that somebody else chose has not been replaced.
 */
export async function grantsOfSessions(
  db: AuthDatabase,
  sessions: readonly GrantedSession[],
): Promise<ReadonlyMap<string, readonly Grant[]>> {
  const granted = sessions.filter(({ mustChangePassword }) => !mustChangePassword)
  const users = await grantsOf(db, [...new Set(granted.map(({ userId }) => userId))])
  const keys = granted.filter(({ kind }) => kind === 'api_key').map(({ id }) => id)
  const roles = await rolesOfKeys(db, keys)
  return new Map(
    granted.map(({ id, kind, userId }) => {
      const own = users.get(userId) ?? []
      return [id, kind === 'login' ? own : grantsOfKey(roles.get(id) ?? [], own)]
    }),
  )
}
