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
  const rows = await loginsOf(db, [userId], now).select(['id', 'amr', 'ip', 'user_agent']).execute()
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

/** How many logins live of each of these users; of who has none, nothing. */
export async function sessionCounts(
  db: AuthDatabase,
  userIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  if (userIds.length === 0) return new Map()
  const rows = await loginsOf(db, userIds, now).select('id').execute()
  const stored = await sessionsById(
    db,
    rows.map(({ id }) => id),
  )
  const counts = new Map<string, number>()
  for (const session of stored)
    if (isAlive(session, now)) counts.set(session.userId, (counts.get(session.userId) ?? 0) + 1)
  return counts
}

/** Those that may live: what else ends one is asked of each. */
function loginsOf(db: AuthDatabase, userIds: readonly string[], now: number) {
  return db
    .selectFrom('sessions')
    .where('user_id', 'in', userIds)
    .where('kind', '=', 'login')
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', new Date(now))
}
