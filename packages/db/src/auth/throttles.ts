import type { Generated } from 'kysely'

/** Failed guesses, by what is counted. */
export interface ThrottlesTable {
  subject: string
  failures: number
  judging: Generated<number>
  window_since: Date
  blocked_until: Date | null
  updated_at: Date
}

/** Browsers that a user has logged in from. */
export interface KnownDevicesTable {
  digest: Buffer
  user_id: string
  created_at: Date
  last_seen_at: Date
}
