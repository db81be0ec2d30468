import { createDenialSample } from '@argus/access/denials'
import type { FleetDatabase } from '@argus/db/fleet'

import type { Events } from '../../events.ts'
import { audit, type Stranger } from '../audit.ts'

/** Why somebody who says to be an agent was not let in, or not any longer. */
export interface RefusedAgent {
  readonly why:
    | 'token_unknown'
    | 'token_used'
    | 'token_expired'
    | 'key_unknown'
    | 'key_revoked'
    | 'key_not_new'
    | 'wrong_cluster'
    | 'bad_signature'
    | 'violation'
  /** The cluster that its key or token is of, where that is known. */
  readonly cluster: string | null
  readonly key: string | null
  /** What it claimed or did beside that. */
  readonly claimed?: string
  readonly stranger: Stranger
}

export interface RefusedAgentsOptions {
  readonly db: FleetDatabase
  readonly clock: { now(): number }
  readonly events: Pick<Events, 'agentRefused'>
}

/** Writes refusals into history, of one address at one cluster a sample. Throws where history cannot be written. */
export function createRefusedAgents({
  db,
  clock,
  events,
}: RefusedAgentsOptions): (refused: RefusedAgent) => Promise<void> {
  const sample = createDenialSample(clock)
  return async ({ why, cluster, key, claimed, stranger }) => {
    events.agentRefused({ why, cluster, ip: stranger.ip })
    const sampled = sample(`${stranger.ip ?? ''} ${cluster ?? ''}`)
    if (sampled.type === 'left_out') return
    const details = {
      why,
      key,
      ...(claimed !== undefined && { claimed }),
      leftOut: sampled.leftOut,
    }
    await audit(db, { action: 'cluster.agent_refused', cluster, actor: stranger, details })
  }
}
