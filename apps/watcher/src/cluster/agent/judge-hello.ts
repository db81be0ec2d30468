import { UPLINK_AUDIENCE, uplinkProof, type HelloFrame } from '@argus/contracts/agent-frame'

import { isSigned } from './admit-agents.ts'
import type { KnownKey } from './stored-agents.ts'

/** Whether an agent is who it says, and why not: for history and the log; the agent is told less. */
export type Verdict =
  | { readonly type: 'known'; readonly key: KnownKey }
  | {
      readonly type: 'refused'
      readonly why: 'key_unknown' | 'key_revoked' | 'wrong_cluster' | 'bad_signature'
      /** The cluster that the key belongs to, where it is a key of ours. */
      readonly cluster: string | null
    }

/** Judges a hello by the key that it names and the challenge that it answers. */
export function judgeHello(
  hello: HelloFrame,
  { key, nonce }: { readonly key: KnownKey | undefined; readonly nonce: string },
): Verdict {
  if (key === undefined) return { type: 'refused', why: 'key_unknown', cluster: null }
  const { cluster } = key
  // Before anything else is said of the key: who does not have it hears nothing of it.
  const proof = uplinkProof({
    audience: UPLINK_AUDIENCE,
    cluster: hello.cluster,
    key: key.id,
    nonce,
  })
  if (!isSigned(proof, hello.signature, key))
    return { type: 'refused', why: 'bad_signature', cluster }
  if (key.revoked) return { type: 'refused', why: 'key_revoked', cluster }
  if (cluster !== hello.cluster) return { type: 'refused', why: 'wrong_cluster', cluster }
  return { type: 'known', key }
}
