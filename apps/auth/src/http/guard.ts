import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import { isAlive } from '../session/liveness.ts'
import { isDenied } from '../session/revoked-tokens.ts'
import { sessionsById, type StoredSession } from '../session/sessions.ts'
import type { Verifiers } from '../token/verifiers.ts'
import type { Call } from './call.ts'

export interface GuardOptions {
  readonly db: AuthDatabase
  readonly verifiers: Verifiers
  readonly clock: { now(): number }
}

/** The Session that a call's access token proves, alive and not denied as the store says now; else a Refusal. */
export async function authenticated(
  { bearer }: Call,
  { db, verifiers, clock }: GuardOptions,
): Promise<StoredSession> {
  const refusal = new Refusal('unauthenticated', 'not logged in')
  if (bearer === undefined) throw refusal
  const verdict = await verifiers.access(bearer)
  if (!verdict.valid) throw refusal
  const [session] = await sessionsById(db, [verdict.claims.sid])
  if (session === undefined || !isAlive(session, clock.now())) throw refusal
  if (session.userId !== verdict.claims.sub || (await isDenied(db, verdict.claims.jti)))
    throw refusal
  return session
}
