import { createHash, timingSafeEqual } from 'node:crypto'

import type { AuthDatabase } from '@argus/db/auth'

import { audit } from '../../ledger/audit.ts'
import type { RequestOrigin } from '../../ledger/request-origin.ts'
import type { StoredSession } from '../sessions.ts'
import { approvalOf, lockApprovers, openForTerminal, type Approval } from './approval.ts'
import { endReused, type TerminalLogin } from './reuse.ts'
import { digestOfCode, makeSecretCode } from './secret-code.ts'

/** Far more than a redirect on one machine takes. */
export const LOGIN_CODE_MS = 60_000

export interface CodeAsked {
  readonly session: StoredSession
  readonly challenge: string
  readonly redirectUri: string
  /** What the terminal said of itself. */
  readonly terminal: string | undefined
  readonly origin: RequestOrigin
  readonly now: number
}

/** Makes the code for a terminal that the user of a Session lets in; any replica changes it. */
export async function issueLoginCode(db: AuthDatabase, asked: CodeAsked): Promise<string> {
  const { session, challenge, redirectUri, terminal, origin, now } = asked
  const code = makeSecretCode()
  const at = new Date(now)
  await db.transaction().execute(async (tx) => {
    const { sessionId, amr, authTime } = await approvalOf(tx, session)
    await tx
      .insertInto('login_codes')
      .values({
        digest: digestOfCode(code),
        session_id: sessionId,
        amr: [...amr],
        auth_time: authTime,
        challenge,
        redirect_uri: redirectUri,
        created_at: at,
        expires_at: new Date(now + LOGIN_CODE_MS),
      })
      .execute()
    await audit(tx, origin, [
      {
        at,
        action: 'terminal_login.approved',
        outcome: 'ok',
        resource: 'sessions',
        target: sessionId,
        sessionId,
        actor: { id: session.userId, email: session.email },
        details: { by: 'browser', ...(terminal !== undefined && { terminal }) },
      },
    ])
  })
  return code
}

export interface CodeShown {
  readonly code: string
  readonly verifier: string
  readonly redirectUri: string
  readonly origin: RequestOrigin
  readonly now: number
}

/**
 * Changes a code for the Session of its terminal, once: whatever it is shown with the first time, it is worth nothing
 * afterwards. Shown again, it ends the Session that it had opened (RFC 6749 §4.1.2): one of the two was a thief.
 */
export async function exchangeLoginCode(
  db: AuthDatabase,
  shown: CodeShown,
): Promise<TerminalLogin> {
  const { origin, now } = shown
  const digest = digestOfCode(shown.code)
  return db.transaction().execute(async (tx): Promise<TerminalLogin> => {
    const rows = tx.selectFrom('login_codes').selectAll().where('digest', '=', digest)
    const found = await rows.executeTakeFirst()
    const approvers = found && (await lockApprovers(tx, found.session_id))
    if (approvers === undefined) return { type: 'over' }
    // Locked last: who deletes a user comes to this row after theirs.
    const row = await rows.forUpdate().executeTakeFirst()
    if (row === undefined || now >= row.expires_at.getTime()) return { type: 'over' }
    if (row.used_at !== null)
      return endReused(tx, { opened: row.opened_session_id, approvers, origin, now })
    const spend = tx.updateTable('login_codes').where('digest', '=', digest)
    const used = { used_at: new Date(now) }
    const approval: Approval = {
      sessionId: row.session_id,
      amr: row.amr,
      authTime: row.auth_time,
    }
    if (!isOf(row, shown)) {
      await spend.set(used).execute()
      await audit(tx, origin, [
        {
          at: new Date(now),
          action: 'terminal_login.refused',
          outcome: 'refused',
          resource: 'sessions',
          target: row.session_id,
          details: { reason: 'verifier' },
        },
      ])
      return { type: 'over' }
    }
    const letting = { approval, approvers, by: 'browser', origin, now } as const
    const opened = await openForTerminal(tx, letting)
    await spend
      .set({ ...used, ...(opened && { opened_session_id: opened.head.sessionId }) })
      .execute()
    return opened === undefined ? { type: 'over' } : { type: 'in', opened }
  })
}

/** Whether it is the terminal that asked for the code: it has the verifier, and stands where the code was sent. */
function isOf(
  row: { readonly challenge: string; readonly redirect_uri: string },
  { verifier, redirectUri }: CodeShown,
): boolean {
  const challenge = createHash('sha256').update(verifier).digest()
  const expected = Buffer.from(row.challenge, 'base64url')
  return (
    expected.length === challenge.length &&
    timingSafeEqual(expected, challenge) &&
    row.redirect_uri === redirectUri
  )
}

/** Forgets codes whose time is over. */
export async function purgeLoginCodes(db: AuthDatabase, now: number): Promise<void> {
  await db.deleteFrom('login_codes').where('expires_at', '<=', new Date(now)).execute()
}
