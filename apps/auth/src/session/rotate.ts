import { randomUUID } from 'node:crypto'

import type { RefreshClaims } from '@argus/contracts/claims'
import type { Notice } from '@argus/contracts/notice'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import { audit, auditRow, type AuditAction, type AuditEntry } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { Head } from '../token/sign.ts'
import { endSessions } from './end.ts'
import { IDLE_MS } from './lifetime.ts'
import { endOf, isAlive } from './liveness.ts'
import { earns } from './rotation.ts'
import { lockSession, type StoredSession } from './sessions.ts'

/** What became of a refresh, committed. */
export type Rotated =
  | { readonly type: 'granted'; readonly how: 'rotated' | 'replayed'; readonly head: Head }
  | { readonly type: 'reuse'; readonly notices: readonly Notice[] }
  | { readonly type: 'refused'; readonly why: string }

export interface Rotation {
  readonly claims: RefreshClaims
  readonly origin: RequestOrigin
  readonly clock: { now(): number }
}

/** Takes a refresh token that we signed, in one transaction under the lock of its Session; the row decides. */
export async function rotate(db: AuthDatabase, rotation: Rotation): Promise<Rotated> {
  return db.transaction().execute(async (tx) => {
    const { claims, origin, clock } = rotation
    const session = await lockSession(tx, claims.sid)
    const now = clock.now() // After the wait for the lock: whoever was before us has used it earlier than this.
    const at = new Date(now)
    if (session === undefined) return { type: 'refused', why: 'session_over' }
    const row = await tokenRow(tx, claims)
    const alive = isAlive(session, now) ? 'alive' : 'over'
    const earned = earns({ session: alive, denied: row?.denied ?? false, row, now })
    switch (earned.type) {
      case 'successor': {
        const told = auditRow(origin, entryOf({ session, at, action: 'refresh.rotated' }))
        const head = await useUp(tx, session, { jti: claims.jti, at, told })
        return { type: 'granted', how: 'rotated', head }
      }
      case 'head': {
        const head = await headOf(tx, session)
        await audit(tx, origin, [entryOf({ session, at, action: 'refresh.replayed_in_grace' })])
        return { type: 'granted', how: 'replayed', head }
      }
      case 'reuse': {
        const action = 'refresh.reuse_detected'
        const notices = await endSessions(tx, { sessions: [session], action, origin, at })
        return { type: 'reuse', notices }
      }
      case 'nothing':
        return { type: 'refused', why: earned.why }
    }
  })
}

interface TokenRow {
  readonly usedAt: number | undefined
  readonly expiresAt: number
  readonly denied: boolean
}

async function tokenRow(
  tx: AuthTransaction,
  { jti, sid }: RefreshClaims,
): Promise<TokenRow | undefined> {
  const row = await tx
    .selectFrom('refresh_tokens')
    .leftJoin('revoked_tokens', (join) => join.on((row) => row('token_jti', '=', jti)))
    .select(['used_at', 'refresh_tokens.expires_at', 'revoked_tokens.token_jti as denied'])
    .where('jti', '=', jti)
    .where('session_id', '=', sid)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { used_at: usedAt, expires_at: expiresAt, denied } = row
  return {
    usedAt: usedAt?.getTime(),
    expiresAt: expiresAt.getTime(),
    denied: denied !== null,
  }
}

/**
 * New tokens for a Session that the caller has locked and found alive: its head is used up as if it had been presented, so
 * that whoever holds it has half a minute left to be given the new one.
 */
export async function renew(
  tx: AuthTransaction,
  session: StoredSession,
  by: Omit<Use, 'jti'>,
): Promise<Head> {
  const { jti } = await headOf(tx, session)
  return useUp(tx, session, { ...by, jti })
}

interface Use {
  readonly jti: string
  readonly at: Date
  /** Its row of the audit log. */
  readonly told: ReturnType<typeof auditRow>
}

/**
 * Compare and set, the successor of what was set, and the audit row of both, in one statement: each way to the database and
 * back costs as much as its work. With a bug in the code above, the database's two keys still hold.
 */
async function useUp(
  tx: AuthTransaction,
  session: StoredSession,
  { jti, at, told }: Use,
): Promise<Head> {
  const successor = randomUUID()
  const idle = new Date(at.getTime() + IDLE_MS)
  const end = endOf(session)
  const expiresAt = idle < end ? idle : end
  const inserted = await tx
    .with('used', (query) =>
      query
        .updateTable('refresh_tokens')
        .set({ used_at: at, successor_jti: successor })
        .where('jti', '=', jti)
        .where('used_at', 'is', null)
        .returning(['jti', 'session_id']),
    )
    .with('seen', (query) =>
      query
        .updateTable('sessions')
        .set({ last_seen_at: at, idle_expires_at: idle })
        .where('id', '=', session.id),
    )
    .with('told', (query) => query.insertInto('audit_log').values(told))
    .insertInto('refresh_tokens')
    .columns(['jti', 'session_id', 'parent_jti', 'issued_at', 'expires_at'])
    .expression((query) =>
      query
        .selectFrom('used')
        .select((row) => [
          row.val(successor).as('jti'),
          'used.session_id',
          'used.jti as parent_jti',
          row.val(at).as('issued_at'),
          row.val(expiresAt).as('expires_at'),
        ]),
    )
    .returning('jti')
    .executeTakeFirst()
  if (inserted === undefined)
    throw new Error('A refresh token was used under the lock of its session')
  return { userId: session.userId, sessionId: session.id, jti: successor, issuedAt: at, expiresAt }
}

/** The one unused token at the end of the chain that the presented one began. */
async function headOf(tx: AuthTransaction, { id, userId }: StoredSession): Promise<Head> {
  const row = await tx
    .selectFrom('refresh_tokens')
    .select(['jti', 'issued_at', 'expires_at'])
    .where('session_id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { userId, sessionId: id, jti: row.jti, issuedAt: row.issued_at, expiresAt: row.expires_at }
}

function entryOf(what: {
  readonly session: StoredSession
  readonly at: Date
  readonly action: AuditAction
}): AuditEntry {
  const { session, at, action } = what
  const actor = { id: session.userId, email: session.email }
  const about = { resource: 'sessions', target: session.id, sessionId: session.id }
  return { at, action, outcome: 'ok', ...about, actor }
}
