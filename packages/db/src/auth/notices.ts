import type { Generated, JSONColumnType } from 'kysely'

/** Numbered announcements, without holes and in the order of commits. */
export interface NoticesTable {
  seq: number
  at: Date
  what: JSONColumnType<object>
}

/** One row: the newest number given. */
export interface NoticeCounterTable {
  single: Generated<boolean>
  seq: number
}
