import { randomUUID } from 'node:crypto'

import type { Notice } from '@argus/contracts/notice'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { auditRow, type AuditEntry } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { Head } from '../token/sign.ts'
import { hasBootstrapPassword } from '../user/bootstrap.ts'
import { grantsOfUser } from '../user/grants.ts'
import type { User } from '../user/users.ts'
import { endSessions } from './end.ts'
import { lifetimeOf } from './lifetime.ts'
import { isAlive } from './liveness.ts'
import { lockSessionsOf } from './sessions.ts'

export interface Opening {
  /** As it was when the proof was judged. */
  readonly user: User
  readonly proof: LoginProof
  /** How the user proved who they are (RFC 8176). */
  readonly amr: readonly string[]
  /** When, where that was not now; a step-up is measured by it. */
  readonly authTime?: Date
  /** What history has of it beside that. */
  readonly details?: object
  readonly origin: RequestOrigin
  readonly now: number
}

/** What the user proved first who they are with. */
type LoginProof =
  /** `rehashed`: the same password at today's strength, where the stored hash was below it. */
  | { readonly type: 'password'; readonly rehashed: string | undefined }
  | { readonly type: 'passkey' }
  | { readonly type: 'provider' }
  /** They let in this terminal from a Session that they had. */
  | { readonly type: 'terminal' }

export interface Opened {
  readonly head: Head
  readonly notices: readonly Notice[]
}

/** A user may be logged in this many times; one more ends the Session that was unused the longest. */
const SESSIONS_PER_USER = 20

/**
 * Opens a Session with its first refresh token, in one transaction with its audit row. `undefined`: the user was disabled, or
 * the password changed, while the proof was being judged.
 */
export async function openSession(db: AuthDatabase, opening: Opening): Promise<Opened | undefined> {
  return db.transaction().execute((tx) => openSessionIn(tx, opening))
}

/** The same as the end of a transaction that spends what the proof was made of. */
export async function openSessionIn(
  tx: AuthTransaction,
  opening: Opening,
): Promise<Opened | undefined> {
  const { user, proof, details, origin, now } = opening
  const rehashed = proof.type === 'password' ? proof.rehashed : undefined
  const at = new Date(now)
  const proven = await spendProof(tx, opening, at)
  if (proven === 'nothing') return undefined
  const open = await lockSessionsOf(tx, user.id)
  const sessionId = randomUUID()
  const actor = { id: user.id, email: user.email }
  const entry = { at, outcome: 'ok', actor, sessionId } as const
  const told: readonly AuditEntry[] = [
    {
      ...entry,
      action: 'login.ok',
      resource: 'sessions',
      target: sessionId,
      ...(details !== undefined && { details }),
    },
    ...(rehashed === undefined
      ? []
      : [{ ...entry, action: 'password.rehashed' as const, resource: 'users', target: user.id }]),
    ...(proven === 'one_time' && (await hasBootstrapPassword(tx, user.id))
      ? [{ ...entry, action: 'bootstrap.used' as const, resource: 'users', target: user.id }]
      : []),
  ]
  const head = await insertSession(tx, opening, { sessionId, at, told })
  const logins = open.filter((session) => session.kind === 'login' && isAlive(session, now))
  const evicted = logins.slice(0, Math.max(0, logins.length + 1 - SESSIONS_PER_USER))
  const notices = await endSessions(tx, {
    sessions: evicted,
    action: 'session.evicted',
    origin,
    at,
  })
  return { head, notices }
}

/**
 * What the proof is still worth at the moment that decides, under the lock of the user's row. A one-time password is
 * past its time from here on, so of two logins with it at once the second finds nothing.
 */
async function spendProof(
  tx: AuthTransaction,
  { user, proof }: Opening,
  at: Date,
): Promise<'nothing' | 'one_time' | 'lasting'> {
  const rehashed = proof.type === 'password' ? proof.rehashed : undefined
  const oneTime = proof.type === 'password' && user.passwordExpiresAt !== null
  const updated = await tx
    .updateTable('users')
    .set({
      last_login_at: at,
      ...(rehashed === undefined ? {} : { password_hash: rehashed }),
      ...(oneTime ? { password_expires_at: at } : {}),
    })
    .where('id', '=', user.id)
    .where('disabled_at', 'is', null)
    .$if(proof.type === 'password', (query) => query.where('password_hash', '=', user.passwordHash))
    .$if(oneTime, (query) => query.where('password_expires_at', '>', at))
    .returning('id')
    .executeTakeFirst()
  if (updated === undefined) return 'nothing'
  return oneTime ? 'one_time' : 'lasting'
}

/** The Session, its first refresh token and what the audit log says of them, in one way to the database and back. */
async function insertSession(
  tx: AuthTransaction,
  { user, amr, origin, now, authTime = new Date(now) }: Opening,
  { sessionId, at, told }: { sessionId: string; at: Date; told: readonly AuditEntry[] },
): Promise<Head> {
  const { idleMs, absoluteMs } = lifetimeOf(await grantsOfUser(tx, user.id))
  const jti = randomUUID()
  const idle = new Date(now + idleMs)
  const absolute = new Date(now + absoluteMs)
  const expiresAt = idle < absolute ? idle : absolute
  await tx
    .with('opened', (query) =>
      query.insertInto('sessions').values({
        id: sessionId,
        user_id: user.id,
        created_at: at,
        last_seen_at: at,
        auth_time: authTime,
        amr: [...amr],
        idle_expires_at: idle,
        absolute_expires_at: absolute,
        ip: origin.ip,
        user_agent: origin.userAgent,
      }),
    )
    .with('told', (query) =>
      query.insertInto('audit_log').values(told.map((entry) => auditRow(origin, entry))),
    )
    .insertInto('refresh_tokens')
    .values({ jti, session_id: sessionId, issued_at: at, expires_at: expiresAt })
    .execute()
  return { userId: user.id, sessionId, jti, issuedAt: at, expiresAt }
}
