import type { Generated } from 'kysely'

/** A user's seed for codes by time. */
export interface TotpCredentialsTable {
  user_id: string
  secret_sealed: Buffer
  kek_id: string
  created_at: Date
  confirmed_at: Date | null
  last_step: number | null
}

/** Codes on paper, each good once. */
export interface RecoveryCodesTable {
  digest: Buffer
  user_id: string
  created_at: Date
  used_at: Date | null
}

/** A user's passkeys. */
export interface PasskeysTable {
  id: string
  user_id: string
  name: string
  public_key: Buffer
  counter: number
  transports: string[]
  created_at: Date
  last_used_at: Date | null
}

/** What waits for its second half. */
export interface ChallengesTable {
  digest: Buffer
  purpose: 'second_factor' | 'passkey_login' | 'passkey_enrolment' | 'step_up'
  user_id: string | null
  password_digest: Buffer | null
  failures: Generated<number>
  created_at: Date
  expires_at: Date
}
