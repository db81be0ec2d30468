import type { ReplicasOptions, Replicas } from './replicas.ts'

/** What other replicas need to see that this one has retired, and to stand ready for its Topics. */
const SEEN_MS = 1_800
const RETIRE_MS = 500

/** Tells the others that this replica goes, and waits until they stand ready: its Topics then change hands at once. */
export async function handOver(
  replicas: Replicas,
  { log, replica, clock }: Omit<ReplicasOptions, 'events' | 'bell'>,
): Promise<void> {
  const enough = new AbortController()
  try {
    await Promise.race([log.retire(replica), clock.sleep(RETIRE_MS, enough.signal)])
  } catch {
    return // The topic log is away: nobody could take anything now.
  } finally {
    enough.abort()
  }
  if (replicas.live.length > 1) await clock.sleep(SEEN_MS)
}
