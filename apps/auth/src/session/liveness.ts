import { WRITER_ABSOLUTE_MS } from './lifetime.ts'

/** What decides whether a Session lives. */
export interface SessionFacts {
  readonly kind: 'login' | 'api_key'
  readonly createdAt: Date
  readonly idleExpiresAt: Date
  readonly absoluteExpiresAt: Date
  readonly revokedAt: Date | null
  readonly userDisabledAt: Date | null
  readonly userNotBefore: Date | null
  /** As of now, which need not be as it was when the Session was opened. */
  readonly userMayWrite: boolean
}

/** Whether a Session lives at `now`. One that is not in the store does not. */
export function isAlive(session: SessionFacts | undefined, now: number): boolean {
  return (
    session !== undefined &&
    session.revokedAt === null &&
    session.userDisabledAt === null &&
    now < session.idleExpiresAt.getTime() &&
    now < endOf(session).getTime() &&
    (session.userNotBefore === null || session.createdAt >= session.userNotBefore)
  )
}

/**
 * When a Session ends however much it is used. A reader's login of last week does not become a writer's with the role:
 * it ends at once, and the user logs in again. A role that is taken away gives nothing back.
 */
export function endOf({
  kind,
  createdAt,
  absoluteExpiresAt,
  userMayWrite,
}: Pick<SessionFacts, 'kind' | 'createdAt' | 'absoluteExpiresAt' | 'userMayWrite'>): Date {
  if (kind !== 'login' || !userMayWrite) return absoluteExpiresAt
  const writersEnd = new Date(createdAt.getTime() + WRITER_ABSOLUTE_MS)
  return writersEnd < absoluteExpiresAt ? writersEnd : absoluteExpiresAt
}
