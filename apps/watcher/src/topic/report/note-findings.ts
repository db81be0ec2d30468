import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'

import type { Cluster } from '../../cluster/registry.ts'
import type { Events } from '../../events.ts'

interface NoteOptions {
  readonly events: Events
  readonly signal: AbortSignal
  readonly tell: (findings: readonly ClusterFinding[]) => void
}

/** Notes and tells what is worth knowing of the account in a cluster that has just been reached. */
export async function noteFindings(
  { id, reach }: Cluster,
  { events, signal, tell }: NoteOptions,
): Promise<void> {
  try {
    const findings = await reach.findings(signal)
    tell(findings)
    events.accountReviewed(
      id,
      findings.map(({ type }) => type),
    )
  } catch {
    // The cluster is not reached any more, or is left: its state tells that.
  }
}
