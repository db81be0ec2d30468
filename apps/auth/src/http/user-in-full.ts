import type { UserAnswer, UserInFull } from '@argus/contracts/http/users'
import type { Grant } from '@argus/contracts/grant'
import type { AuthDatabase } from '@argus/db/auth'

import { sessionCounts } from '../session/session-list.ts'
import { holdingsOf } from '../user/holdings.ts'
import { isPermitted } from './doors.ts'

export interface Reader {
  readonly db: AuthDatabase
  readonly grants: readonly Grant[]
  readonly now: number
}

/** Users with what hangs on them, as far as the reader may know it. One who went meanwhile is left out. */
export async function inFull(
  users: readonly UserAnswer[],
  { db, grants, now }: Reader,
): Promise<UserInFull[]> {
  const ids = users.map(({ id }) => id)
  const [holdings, sessions] = await Promise.all([
    holdingsOf(db, ids),
    mayListSessions(grants) ? sessionCounts(db, ids, now) : undefined,
  ])
  return users.flatMap((user) => {
    const held = holdings.get(user.id)
    if (held === undefined) return []
    const roles = mayListRoles(grants) ? held.roles : null
    const count = sessions === undefined ? null : (sessions.get(user.id) ?? 0)
    return [{ ...user, ...held, roles, sessions: count }]
  })
}

export const mayListRoles = (grants: readonly Grant[]): boolean =>
  isPermitted(grants, { resource: 'roles', verb: 'list' })

const mayListSessions = (grants: readonly Grant[]): boolean =>
  isPermitted(grants, { resource: 'sessions', verb: 'list' })
