/** What decides whether a Session lives. */
export interface SessionFacts {
  readonly createdAt: Date
  readonly idleExpiresAt: Date
  readonly absoluteExpiresAt: Date
  readonly revokedAt: Date | null
  readonly userDisabledAt: Date | null
  readonly userNotBefore: Date | null
}

/** Whether a Session lives at `now`. One that is not in the store does not. */
export function isAlive(session: SessionFacts | undefined, now: number): boolean {
  return (
    session !== undefined &&
    session.revokedAt === null &&
    session.userDisabledAt === null &&
    now < session.idleExpiresAt.getTime() &&
    now < session.absoluteExpiresAt.getTime() &&
    (session.userNotBefore === null || session.createdAt >= session.userNotBefore)
  )
}
