import type { SessionView } from '@argus/contracts/http/sessions'
import type { AuthDatabase } from '@argus/db/auth'

import { endOf, isAlive } from './liveness.ts'
import { sessionsById } from './sessions.ts'

export interface Listing {
  readonly userId: string
  /** The Session that asks. */
  readonly current: string
  readonly now: number
}

/** The logins of a user that live, the last used first. */
export async function sessionsOf(
  db: AuthDatabase,
  { userId, current, now }: Listing,
): Promise<readonly SessionView[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'amr', 'ip', 'user_agent'])
    .where('user_id', '=', userId)
    .where('kind', '=', 'login')
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', new Date(now))
    .execute()
  const stored = await sessionsById(
    db,
    rows.map(({ id }) => id),
  )
  const views = rows.flatMap(({ id, amr, ip, user_agent: userAgent }) => {
    const session = stored.find((one) => one.id === id)
    if (session === undefined || !isAlive(session, now)) return []
    const { createdAt, lastSeenAt, authTime, idleExpiresAt } = session
    const end = endOf(session)
    return {
      id,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      authTime: authTime.toISOString(),
      idleExpiresAt: (idleExpiresAt < end ? idleExpiresAt : end).toISOString(),
      expiresAt: end.toISOString(),
      ip,
      userAgent,
      amr,
      current: id === current,
    }
  })
  return views.toSorted((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt))
}
