import type { JSONColumnType } from 'kysely'

/** How a user likes the console. */
export interface PreferencesTable {
  user_id: string
  settings: JSONColumnType<object>
  updated_at: Date
}
