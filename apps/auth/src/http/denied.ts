import { createDenialSample } from '@argus/access/denials'
import type { SessionAccess } from '@argus/contracts/endpoint'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { StoredSession } from '../session/sessions.ts'

/** A call of somebody known that came to nothing. */
export interface Denied {
  readonly session: StoredSession
  readonly origin: RequestOrigin
  readonly access: SessionAccess
  readonly error: unknown
}

export interface DeniedOptions {
  readonly db: AuthDatabase
  readonly clock: { now(): number }
}

/**
 * Writes into history that somebody tried what they may not do, a sample of it, in a transaction of its own: what was
 * refused left nothing. Where history cannot be written this throws, and the caller is told that instead.
 */
export function createDenied({ db, clock }: DeniedOptions): (denied: Denied) => Promise<void> {
  const sample = createDenialSample(clock)
  return async ({ session, origin, access, error }) => {
    if (!(error instanceof Refusal) || error.code !== 'not_allowed') return
    const sampled = sample(session.userId)
    if (sampled.type === 'left_out') return
    const { permission } = access
    const asked = permission && `${permission.verb} ${permission.resource}`
    await audit(db, origin, [
      {
        at: new Date(clock.now()),
        action: 'access.denied',
        outcome: 'refused',
        resource: permission?.resource ?? 'sessions',
        target: session.userId,
        actor: { id: session.userId, email: session.email },
        sessionId: session.id,
        details: { asked: asked ?? null, reason: error.message, leftOut: sampled.leftOut },
      },
    ])
  }
}
