import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { RequestOrigin } from '../ledger/request-origin.ts'
import { endSessions } from './end.ts'
import { isAlive } from './liveness.ts'
import { deny, isDenied } from './revoked-tokens.ts'
import { earns } from './rotation.ts'
import { lockSession, lockSessionsOf, sessionsById, type StoredSession } from './sessions.ts'

/** A presented token that we signed; its time may be over, its Session too. */
export interface Proof {
  readonly kind: 'access' | 'refresh'
  readonly jti: string
  readonly sessionId: string
  readonly userId: string
  readonly expiresAt: Date
}

export interface LogOut {
  readonly proofs: readonly Proof[]
  readonly scope: 'local' | 'others' | 'all'
  readonly origin: RequestOrigin
  readonly clock: { now(): number }
}

/** What was ended, committed. */
export interface LoggedOut {
  readonly notices: readonly Notice[]
}

/**
 * Ends the Sessions that the presented tokens belong to, and denies those tokens. With scope `others` or `all` it ends those of
 * the whole user, which takes a token that is still good. Resolves only after the commit. An API key is no login: its
 * token is denied, but only revoking the key ends it, and it ends nobody's logins.
 */
export async function logOut(db: AuthDatabase, request: LogOut): Promise<LoggedOut> {
  return db.transaction().execute(async (tx) => {
    const sessions =
      request.scope === 'local'
        ? await provenSessions(tx, request)
        : await sessionsOfUser(tx, request)
    const at = new Date(request.clock.now())
    const ended = new Set(sessions.map(({ id }) => id))
    const spent = request.proofs.filter(
      ({ sessionId }) => request.scope === 'local' || ended.has(sessionId),
    )
    await deny(tx, spent, at)
    const { origin } = request
    return { notices: await endSessions(tx, { sessions, action: 'logout', origin, at }) }
  })
}

async function provenSessions(
  tx: AuthTransaction,
  { proofs }: LogOut,
): Promise<readonly StoredSession[]> {
  const sessions: StoredSession[] = []
  for (const id of new Set(proofs.map(({ sessionId }) => sessionId).toSorted())) {
    const session = await lockSession(tx, id)
    if (session?.kind === 'login') sessions.push(session)
  }
  return sessions
}

async function sessionsOfUser(
  tx: AuthTransaction,
  { proofs, scope, clock }: LogOut,
): Promise<readonly StoredSession[]> {
  const good = await goodProof(tx, proofs, clock.now())
  if (good === undefined) throw new Refusal('unauthenticated', 'not logged in')
  const sessions = await lockSessionsOf(tx, good.userId)
  return scope === 'all' ? sessions : sessions.filter(({ id }) => id !== good.sessionId)
}

/** The first token that would be taken for what it is: an old copy must not end what its owner does elsewhere. */
async function goodProof(
  tx: AuthTransaction,
  proofs: readonly Proof[],
  now: number,
): Promise<Proof | undefined> {
  for (const proof of proofs) {
    const [session] = await sessionsById(tx, [proof.sessionId])
    const denied = await isDenied(tx, proof.jti)
    if (session?.kind !== 'login' || !isAlive(session, now)) continue
    if (denied || now >= proof.expiresAt.getTime()) continue
    if (proof.kind === 'access' || (await wouldEarn(tx, proof, now))) return proof
  }
  return undefined
}

async function wouldEarn(tx: AuthTransaction, { jti }: Proof, now: number): Promise<boolean> {
  const row = await tx
    .selectFrom('refresh_tokens')
    .select(['used_at', 'expires_at'])
    .where('jti', '=', jti)
    .executeTakeFirst()
  const known = row && { usedAt: row.used_at?.getTime(), expiresAt: row.expires_at.getTime() }
  const { type } = earns({ session: 'alive', denied: false, row: known, now })
  return type === 'successor' || type === 'head'
}
