import type { FleetDatabase } from '@argus/db/fleet'
import { abortable } from '@argus/informer/abortable'

import type { Clock } from '../clock.ts'
import type { Bell } from '../bell.ts'
import { registryMark } from '../cluster/stored-clusters.ts'
import { readSwitchedOff, type ClusterPlugin } from './stored-switches.ts'

export interface FollowSwitchesOptions {
  readonly db: FleetDatabase
  /** Rung when the registry may have changed. */
  readonly bell: Bell
  readonly clock: Clock
}

/** A bell that nobody heard is made good by a look within this. */
const LOOK_MS = 1_000

/**
 * The plugins that are switched off, after each change of the registry, until the signal aborts. While the database is
 * away there are none to be had, and what is known goes on: its absence is told by whoever follows the clusters.
 */
export async function* followSwitches(
  { db, bell, clock }: FollowSwitchesOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly ClusterPlugin[]> {
  let known: string | undefined
  for (;;) {
    try {
      const mark = await abortable(registryMark(db), signal)
      if (mark !== known) yield await abortable(readSwitchedOff(db), signal)
      known = mark
    } catch {
      if (signal.aborted) return
    }
    await bell.orAfter(LOOK_MS, { clock, signal })
  }
}
