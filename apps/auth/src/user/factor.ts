import type { Assertion } from '@argus/contracts/http/passkeys'
import type { AuthTransaction } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import { audit, type AuditEntry } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { verifyProof } from './passkey/ceremony.ts'
import { countUse, passkeyById } from './passkey/passkeys.ts'
import type { RelyingParty } from './passkey/relying-party.ts'
import { useRecoveryCode } from './recovery-codes.ts'
import { useTotp } from './totp-credentials.ts'

/** What a user proves who they are with, beside a password or instead of it. */
export type Factor =
  | { readonly type: 'totp'; readonly code: string }
  | { readonly type: 'recovery_code'; readonly code: string }
  | { readonly type: 'passkey'; readonly challenge: string; readonly credential: Assertion }

/** `amr`: the methods by the names of RFC 8176, which has none for a code on paper. */
export type Judged =
  | { readonly type: 'good'; readonly amr: readonly string[] }
  | { readonly type: 'wrong'; readonly why: 'code' | 'proof' | 'counter' }

export interface Judging {
  readonly user: { readonly id: string; readonly email: string }
  readonly factor: Factor
  readonly origin: RequestOrigin
  readonly now: number
}

/** What factors are judged with; without a relying party there are no passkeys. */
export interface FactorKeys {
  readonly seals: Seals
  readonly party: RelyingParty | undefined
}

/** Judges a factor of a user and spends it: none is good twice. A wrong one leaves its row in the audit log. */
export async function spendFactor(
  tx: AuthTransaction,
  judging: Judging,
  keys: FactorKeys,
): Promise<Judged> {
  const judged = await judge(tx, judging, keys)
  const { user, factor, origin, now } = judging
  const entry = { at: new Date(now), actor: user, resource: 'users', target: user.id } as const
  const entries: AuditEntry[] = []
  if (judged.type === 'wrong') {
    const details = { method: factor.type, why: judged.why }
    entries.push({ ...entry, action: 'mfa.failed', outcome: 'refused', details })
  } else if (factor.type === 'recovery_code')
    entries.push({ ...entry, action: 'mfa.recovery_code_used', outcome: 'ok' })
  await audit(tx, origin, entries)
  return judged
}

async function judge(
  tx: AuthTransaction,
  { user, factor, now }: Judging,
  { seals, party }: FactorKeys,
): Promise<Judged> {
  switch (factor.type) {
    case 'totp': {
      const used = await useTotp(tx, { userId: user.id, code: factor.code }, { seals, now })
      return used ? { type: 'good', amr: ['otp'] } : WRONG_CODE
    }
    case 'recovery_code': {
      const given = { userId: user.id, code: factor.code }
      const used = await useRecoveryCode(tx, given, new Date(now))
      return used ? { type: 'good', amr: ['rc'] } : WRONG_CODE
    }
    case 'passkey': {
      const { challenge, credential } = factor
      const key = await passkeyById(tx, credential.id)
      if (party === undefined || key === undefined || key.userId !== user.id) return WRONG_PROOF
      const proven = await verifyProof({ party, challenge }, credential, key)
      if (proven === undefined) return WRONG_PROOF
      const use = { id: key.id, counter: proven.counter, at: new Date(now) }
      if (!(await countUse(tx, use))) return { type: 'wrong', why: 'counter' }
      return { type: 'good', amr: [proven.synced ? 'swk' : 'hwk', 'user'] }
    }
  }
}

const WRONG_CODE: Judged = { type: 'wrong', why: 'code' }
const WRONG_PROOF: Judged = { type: 'wrong', why: 'proof' }
