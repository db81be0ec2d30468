import type { FleetDatabase } from '@argus/db/fleet'
import { reseal } from '@argus/db/reseal'
import type { Seals } from '@argus/db/seal'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { SEALED_CONNECTIONS } from './sealed-connection.ts'

export interface ResealOptions {
  readonly db: FleetDatabase
  readonly seals: Seals
  readonly clock: Clock
  readonly events: Events
}

const EVERY_MS = 5 * 60_000

/** Brings every credential under the operator's current key, now and again, until the signal aborts. */
export async function resealConnections(
  { db, seals, clock, events }: ResealOptions,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await clock.sleep(EVERY_MS, signal)
    try {
      events.resealed(await reseal(db, seals, [SEALED_CONNECTIONS]))
    } catch (error) {
      events.storeAway(error)
    }
  }
}
