import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { RequestOrigin } from '../../ledger/request-origin.ts'
import { userById } from '../../user/users.ts'
import { isAlive } from '../liveness.ts'
import { openSessionIn, type Opened } from '../open.ts'
import { lockSessionsOf, sessionsById, type StoredSession } from '../sessions.ts'

/** Who let a terminal in: a Session, and how and when its user had proved by then who they are. */
export interface Approval {
  readonly sessionId: string
  readonly amr: readonly string[]
  readonly authTime: Date
}

/** What a Session that lets a terminal in stands for at this moment. */
export async function approvalOf(db: AuthDatabase, session: StoredSession): Promise<Approval> {
  const { amr, authTime } = await db
    .selectFrom('sessions')
    .select(['amr', 'auth_time as authTime'])
    .where('id', '=', session.id)
    .executeTakeFirstOrThrow()
  return { sessionId: session.id, amr, authTime }
}

/** The Sessions of a user, locked, among which is the one that let a terminal in. */
export interface Approvers {
  readonly userId: string
  readonly living: readonly StoredSession[]
}

/**
 * Locks the user and the Sessions beside the one that let a terminal in, in the order in which everybody does: from here on
 * a log-out, a new password and this take turns. `undefined`: that Session is gone altogether.
 */
export async function lockApprovers(
  tx: AuthTransaction,
  sessionId: string,
): Promise<Approvers | undefined> {
  const [session] = await sessionsById(tx, [sessionId])
  if (session === undefined) return undefined
  const { userId } = session
  await tx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute()
  return { userId, living: await lockSessionsOf(tx, userId) }
}

interface Letting {
  readonly approval: Approval
  readonly approvers: Approvers
  /** By which way, for history. */
  readonly by: 'browser' | 'device_code'
  readonly origin: RequestOrigin
  readonly now: number
}

/**
 * Opens the Session of a terminal: one of its own, as recent as the proof that it was let in with, with what its user may do
 * whenever it is used. `undefined` where the Session that let it in has ended meanwhile, or its user was disabled.
 */
export async function openForTerminal(
  tx: AuthTransaction,
  { approval, approvers, by, origin, now }: Letting,
): Promise<Opened | undefined> {
  const { sessionId, amr, authTime } = approval
  if (!approvers.living.some((one) => one.id === sessionId && isAlive(one, now))) return undefined
  const user = await userById(tx, approvers.userId)
  if (user === undefined) return undefined
  const details = { terminal: by, approvedBy: sessionId }
  const proof = { type: 'terminal' } as const
  return openSessionIn(tx, { user, proof, amr, authTime, details, origin, now })
}
