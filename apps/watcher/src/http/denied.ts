import { createDenialSample } from '@argus/access/denials'
import type { SessionAccess } from '@argus/contracts/endpoint'
import { Refusal } from '@argus/contracts/refusal-code'
import type { FleetDatabase } from '@argus/db/fleet'

import { audit, type Actor } from '../cluster/audit.ts'

/** A call of somebody known that came to nothing. */
export interface Denied {
  readonly actor: Actor
  readonly access: SessionAccess
  /** Which cluster it was about, where that is known. */
  readonly cluster: string | null
  readonly error: unknown
}

export interface DeniedOptions {
  readonly db: FleetDatabase
  readonly clock: { now(): number }
}

/**
 * Writes into history that somebody tried what they may not do, a sample of it. Where history cannot be written this
 * throws, and the caller is told that instead.
 */
export function createDenied({ db, clock }: DeniedOptions): (denied: Denied) => Promise<void> {
  const sample = createDenialSample(clock)
  return async ({ actor, access, cluster, error }) => {
    if (!(error instanceof Refusal) || error.code !== 'not_allowed') return
    const sampled = sample(actor.userId)
    if (sampled.type === 'left_out') return
    const { permission } = access
    const asked = permission === undefined ? null : `${permission.verb} ${permission.resource}`
    const details = { asked, reason: error.message, leftOut: sampled.leftOut }
    await audit(db, { action: 'cluster.denied', cluster, actor, details })
  }
}
