import { reviewAccount } from '../../cluster/check/review-account.ts'
import type { Cluster } from '../../cluster/registry.ts'
import type { Events } from '../../events.ts'

/** Notes what is worth knowing of the account in a cluster that has just been reached. */
export async function noteFindings(
  { id, api }: Cluster,
  { events, signal }: { readonly events: Events; readonly signal: AbortSignal },
): Promise<void> {
  try {
    const findings = await reviewAccount(api, signal)
    events.accountReviewed(
      id,
      findings.map(({ type }) => type),
    )
  } catch {
    // The cluster is not reached any more, or is left: its state tells that.
  }
}
